import {
  type CapturedRounds,
  compareTargets,
  headlineMetrics,
  wholeAnswerMetrics,
} from '@sagellm-benchmark/metrics/comparison'
import type { CapturedCell, ComparisonPlan, ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { CellTally } from './cell-tally.js'
import type { ComparisonCell } from './comparison-cells.js'
import type { TargetSession } from './target-session.js'

export type JudgeCellOptions = {
  readonly paired: boolean
  readonly margin: number
  readonly alpha: number
  /** Cells times candidates: what is told together shares the chance of an error. */
  readonly families: number
}

/** One target in one cell, as a judgement needs it. */
export type JudgedSide = {
  readonly label: string
  readonly captured: CapturedRounds
  readonly streamed: boolean
  readonly cache: CapturedCell['cache']
  readonly outputTokens: CapturedCell['outputTokens']
}

/** Which cell it is. */
export type JudgedCell = Pick<ComparisonCell, 'scenario' | 'batchSize' | 'load' | 'inFlight'>

/** The verdicts on one candidate in one cell. */
export function judgeCell(
  { scenario, batchSize, load, inFlight }: JudgedCell,
  [baseline, candidate]: readonly [JudgedSide, JudgedSide],
  { paired, margin, alpha, families }: JudgeCellOptions,
): ComparisonVerdict[] {
  const contaminated = [baseline, candidate].some(({ cache }) => cache?.verdict === 'contaminated')
  return compareTargets(
    { target: candidate.label, baseline: baseline.captured, candidate: candidate.captured },
    {
      metrics: baseline.streamed ? headlineMetrics : wholeAnswerMetrics,
      paired,
      margin,
      alpha,
      families,
      scenario,
      batchSize,
      load,
      inFlight,
      cacheContaminated: contaminated,
      withhold: (metric) => (metric === 'request_throughput_rps' ? differentLengths(baseline, candidate) : null),
    },
  )
}

/** Shorter answers are more requests a second, but no faster engine. */
function differentLengths(a: JudgedSide, b: JudgedSide): string | null {
  if (a.outputTokens === null || b.outputTokens === null) return null
  const [short, long] = [a.outputTokens.mean, b.outputTokens.mean].sort((x, y) => x - y) as [number, number]
  if (long <= short * 1.01) return null
  const told = [a, b].map(({ label, outputTokens }) => `${label} ${outputTokens?.mean.toFixed(1)}`).join(', ')
  return `the answers had different lengths (mean tokens: ${told}), so requests a second do not compare`
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
  return candidates.every((candidate) =>
    judgeCell(cell, [baseline, candidate], options).every(({ verdict }) => verdict !== 'inconclusive'),
  )
}

function sideOf(cell: ComparisonCell, { target, tallies }: TargetSession): JudgedSide {
  const tally = tallies.get(cell.name) as CellTally
  return {
    label: target.endpoint.label,
    captured: tally.rounds(),
    streamed: cell.workload.sampling.stream,
    // What the server's counters and the lengths of the answers say can only take verdicts away, so a look may do without.
    cache: tally.cache({}),
    outputTokens: null,
  }
}
