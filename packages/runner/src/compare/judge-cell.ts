import {
  awaitsRounds,
  type CompareOptions,
  compareTargets,
  headlineMetrics,
  wholeAnswerMetrics,
} from '@sagellm-benchmark/metrics/comparison'
import type { ComparisonPlan, ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { ComparisonCell } from './comparison-cells.js'
import type { JudgedSide } from './judged-side.js'
import { sideEvidence } from './side-evidence.js'
import type { TargetSession } from './target-session.js'

export type JudgeCellOptions = {
  readonly paired: boolean
  readonly margin: number
  readonly alpha: number
  /** Cells times candidates: all verdicts together share one chance of an error. */
  readonly families: number
}

type MeasuredSide = Pick<JudgedSide, 'label' | 'captured' | 'streamed'>

/** Which cell it is. */
export type JudgedCell = Pick<ComparisonCell, 'scenario' | 'batchSize' | 'load' | 'inFlight'>

/** The verdicts on one candidate in one cell; those that the circumstances forbid are taken away. */
export function judgeCell(
  cell: JudgedCell,
  sides: readonly [JudgedSide, JudgedSide],
  options: JudgeCellOptions,
): ComparisonVerdict[] {
  const [baseline, candidate] = sides
  const evidence = { baseline: sideEvidence(baseline), candidate: sideEvidence(candidate) }
  return verdictsOf(cell, sides, { ...options, evidence })
}

function verdictsOf(
  { scenario, batchSize, load, inFlight }: JudgedCell,
  [baseline, candidate]: readonly [MeasuredSide, MeasuredSide],
  options: JudgeCellOptions & Pick<CompareOptions, 'evidence'>,
): ComparisonVerdict[] {
  return compareTargets(
    { target: candidate.label, baseline: baseline.captured, candidate: candidate.captured },
    {
      ...options,
      metrics: baseline.streamed ? headlineMetrics : wholeAnswerMetrics,
      scenario,
      batchSize,
      load,
      inFlight,
    },
  )
}

/** Whether a running comparison can stop this cell: all verdicts that can be decided are decided. */
export function cellDecided(
  cell: ComparisonCell,
  sessions: readonly TargetSession[],
  { plan, alpha, cells }: { readonly plan: ComparisonPlan; readonly alpha: number; readonly cells: number },
): boolean {
  const [baseline, ...candidates] = sessions.map((session) => sideOf(cell, session))
  if (!baseline) return true
  const families = cells * candidates.length
  const options = { paired: true, margin: plan.margin, alpha, families }
  return candidates.every((candidate) => {
    const evidence = {
      baseline: { cacheContaminated: baseline.contaminated },
      candidate: { cacheContaminated: candidate.contaminated },
    }
    return !verdictsOf(cell, [baseline, candidate], { ...options, evidence }).some(awaitsRounds)
  })
}

/** Server counters, lengths and the load can only take verdicts away, so the looks during a comparison do without them. */
function sideOf(cell: ComparisonCell, { target, tallies }: TargetSession) {
  const tally = tallies.of(cell)
  const { stream: streamed } = cell.workload.sampling
  return {
    label: target.endpoint.label,
    captured: tally.rounds(),
    streamed,
    contaminated: tally.cache({}).verdict === 'contaminated',
  }
}
