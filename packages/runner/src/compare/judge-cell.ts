import {
  type CompareOptions,
  compareTargets,
  headlineMetrics,
  isDecided,
  wholeAnswerMetrics,
} from '@sagellm-benchmark/metrics/comparison'
import type { ComparisonPlan, ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { ComparisonCell } from './comparison-cells.js'
import { objectionToCell, objectionToMetric, stampErrorOf } from './objections.js'
import type { JudgedSide } from './judged-side.js'
import type { TargetSession } from './target-session.js'

export type JudgeCellOptions = {
  readonly paired: boolean
  readonly margin: number
  readonly alpha: number
  /** Cells times candidates: what is judged together shares the chance of an error. */
  readonly families: number
}

type MeasuredSide = Pick<JudgedSide, 'label' | 'captured' | 'streamed' | 'cache'>

/** Which cell it is. */
export type JudgedCell = Pick<ComparisonCell, 'scenario' | 'batchSize' | 'load' | 'inFlight'>

/** The verdicts on one candidate in one cell; those that the circumstances forbid are taken away. */
export function judgeCell(
  cell: JudgedCell,
  sides: readonly [JudgedSide, JudgedSide],
  options: JudgeCellOptions,
): ComparisonVerdict[] {
  return verdictsOf(cell, sides, {
    ...options,
    unfit: objectionToCell(sides),
    stampErrorMs: stampErrorOf(sides),
    withhold: (metric) => objectionToMetric(metric, sides),
  })
}

function verdictsOf(
  { scenario, batchSize, load, inFlight }: JudgedCell,
  [baseline, candidate]: readonly [MeasuredSide, MeasuredSide],
  options: JudgeCellOptions & Pick<CompareOptions, 'unfit' | 'withhold' | 'stampErrorMs'>,
): ComparisonVerdict[] {
  const contaminated = [baseline, candidate].some(({ cache }) => cache?.verdict === 'contaminated')
  return compareTargets(
    { target: candidate.label, baseline: baseline.captured, candidate: candidate.captured },
    {
      ...options,
      metrics: baseline.streamed ? headlineMetrics : wholeAnswerMetrics,
      scenario,
      batchSize,
      load,
      inFlight,
      cacheContaminated: contaminated,
    },
  )
}

/** Whether every verdict of every candidate is decided, at a look of a running comparison. */
export function cellDecided(
  cell: ComparisonCell,
  sessions: readonly TargetSession[],
  { plan, alpha, cells }: { readonly plan: ComparisonPlan; readonly alpha: number; readonly cells: number },
): boolean {
  const [baseline, ...candidates] = sessions.map((session) => sideOf(cell, session))
  if (!baseline) return true
  const families = cells * candidates.length
  const options = { paired: true, margin: plan.margin, alpha, families }
  return candidates.every((candidate) => verdictsOf(cell, [baseline, candidate], options).every(isDecided))
}

/** What the server's counters, the lengths and the load say can only take verdicts away, so a look may do without. */
function sideOf(cell: ComparisonCell, { target, tallies }: TargetSession) {
  const tally = tallies.of(cell)
  const { stream: streamed } = cell.workload.sampling
  return { label: target.endpoint.label, captured: tally.rounds(), streamed, cache: tally.cache({}) }
}
