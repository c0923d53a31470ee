import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { CapturedRounds } from './captured-rounds.js'
import type { Comparison } from './comparison.js'
import { defaultMargin } from './default-margin.js'
import { errorRateDifference } from './error-rate-difference.js'
import { errorRateVerdict } from './error-rate-verdict.js'
import { type HeadlineMetric, headlineMetrics } from './headline-metrics.js'
import { holm } from './holm.js'
import { type Evidence, evidenceOf, type Objection, objectionToAll, type Sides } from '../evidence/index.js'
import { isDecided, type Judgement, judgeMetric, type MetricFacts, withheld } from './judge-metric.js'
import {
  type MetricSeries,
  metricSeries,
  ratioOf,
  requestsForRatio,
  valueInterval,
  whyNoRatio,
} from './metric-series.js'
import {
  beyondMarginP,
  differenceP,
  equivalenceP,
  pairedRatio,
  type RatioEstimate,
  roundDependence,
  underDependence,
  unpairedRatio,
} from './ratio-estimate.js'
import { roundsToDecide, smallestDetectableShare } from './rounds-to-decide.js'

export type CompareOptions = {
  /** What is judged, beside the error rate. @default headlineMetrics */
  readonly metrics?: readonly HeadlineMetric[]
  /** Whether round i of both targets was measured next to each other. `false` for captures made one after the other. @default true */
  readonly paired?: boolean
  /** Differences up to this share do not matter: 0.03 is 3 %. @default that of `ComparisonPlan` */
  readonly margin?: number
  /** Chance of declaring any difference where there is none; a sequential look has its own share of it. @default 0.05 */
  readonly alpha?: number
  /** Comparisons (loads, scenarios, candidates) that are reported together with this one: they share `alpha`. @default 1 */
  readonly families?: number
  /**
   * The circumstances of both sides, by which verdicts are withheld; the error rate is judged all the same.
   *
   * @default what the rounds themselves show: failed requests, and streams that do not show the time between tokens
   */
  readonly evidence?: Partial<Readonly<Record<keyof Sides, Partial<Evidence>>>>
  /** Of a batch. @default null */
  readonly batchSize?: number | null
  /** Label of a load that is no batch. @default null */
  readonly load?: string | null
  /** Requests that a closed loop keeps in flight. @default null */
  readonly inFlight?: number | null
  /** @default null */
  readonly scenario?: string | null
}

/**
 * Whether the candidate is better, worse or equivalent, metric by metric, and by how much; `differs` where a difference is shown, but
 * not that it is beyond the margin; `inconclusive` where the data do not say.
 *
 * Each is declared where Holm's correction over the metrics (and a further factor, the number of `families`) leaves its p below `alpha`.
 * A target with failed requests never wins. More failures are worse, whatever the margin.
 *
 * @returns one verdict a headline metric, and one on `error_rate`; intervals are 95 % intervals of one metric by itself.
 * @throws BenchError `invalid_argument` for a margin or alpha outside (0, 1), or fewer than one family.
 * @example compareTargets({ target: 'vllm', baseline: capturedRounds(a), candidate: capturedRounds(b) }, { batchSize: 4 })
 */
export function compareTargets(comparison: Comparison, options: CompareOptions = {}): ComparisonVerdict[] {
  const { paired = true, margin = defaultMargin, alpha = 0.05, families = 1 } = options
  const { metrics = headlineMetrics } = options
  if (!(margin > 0 && margin < 1)) throw invalidArgument('margin', margin, 'give a share such as 0.03')
  if (!(alpha > 0 && alpha < 1)) throw invalidArgument('alpha', alpha, 'give a share such as 0.05')
  if (!(families >= 1))
    throw invalidArgument('families', families, 'give the number of comparisons that are reported together')

  const series = metrics.map((metric) => metricSeries(metric, comparison))
  const estimates = paired
    ? underDependence(series.map(({ pairs }) => pairedRatio(pairs)))
    : series.map((each) => unpairedRatio(each.baseline, each.candidate))
  const sides = sidesOf(comparison, options.evidence)
  const context = {
    oneEngine: false,
    sharedBatch: (options.inFlight ?? options.batchSize ?? Number.POSITIVE_INFINITY) > 1,
  }
  const unfit = objectionToAll(sides, context) ?? dependent(estimates)
  const errors = errorRateDifference(comparison.baseline.rounds, comparison.candidate.rounds, { paired })
  const corrected = (values: (number | null)[]) => holm(values).map((p) => p && Math.min(1, p * families))
  const differences = corrected([...estimates.map((each) => each && differenceP(each)), errors && errors.p])
  const beyond = corrected(estimates.map((each) => each && beyondMarginP(each, margin)))
  const agreements = corrected(estimates.map((each) => each && equivalenceP(each, margin)))
  const tests = families * differences.filter((p) => p !== null).length
  const shared = {
    target: comparison.target,
    batchSize: options.batchSize ?? null,
    load: options.load ?? null,
    inFlight: options.inFlight ?? null,
    scenario: options.scenario ?? null,
    marginShare: margin,
  }

  const verdicts = metrics.map((metric, at): ComparisonVerdict => {
    const estimate = estimates[at] ?? null
    const adjustedP = differences[at] ?? null
    const shown = { adjustedP, beyondP: beyond[at] ?? null, agreementP: agreements[at] ?? null }
    const facts = { metric, estimate, ...shown, alpha, margin }
    const judged = withheld(judgeMetric(facts), { ...facts, comparison, sides, context, unfit })
    const each = series[at] as MetricSeries
    const findable = estimate && smallestDetectableShare(estimate, alpha / tests)
    return {
      ...shared,
      metric: metric.name,
      baseline: valueInterval(each.baseline),
      candidate: valueInterval(each.candidate),
      ratio: ratioOf(each, estimate),
      ...judged,
      reason: judged.reason ?? (estimate ? tooNoisy(judged, findable) : whyNoRatio(each, metric)),
      adjustedP,
      smallestDetectableShare: findable !== null && findable > 1 ? null : findable,
      requestsNeeded: estimate || judged.withheld !== null ? null : requestsForRatio(each, { metric, comparison }),
      roundsNeeded: needed({ ...facts, ...judged, tests, rounds: comparison.candidate.rounds.length }),
    }
  })
  return [
    ...verdicts,
    { ...shared, ...errorRateVerdict(comparison, { errors, adjustedP: differences.at(-1) ?? null, alpha, margin }) },
  ]
}

function sidesOf({ baseline, candidate }: Comparison, known: CompareOptions['evidence'] = {}): Sides {
  const side = (name: string, { requests, failed, tbt = null }: CapturedRounds, more: Partial<Evidence> = {}) =>
    evidenceOf({ name, requests, failed, tbt, ...more })
  return {
    baseline: side('the baseline', baseline, known.baseline),
    candidate: side('the candidate', candidate, known.candidate),
  }
}

/** Beyond a doubling a number says nothing more. */
function tooNoisy({ verdict }: Judgement, findable: number | null): string | null {
  if (verdict !== 'inconclusive' || findable === null || findable <= 1) return null
  return 'these rounds are too few or too noisy to show even a doubling'
}

/** Neighbours correlated by more than this say too little of what a difference is worth. */
const MOST_DEPENDENCE = 0.5

function dependent(estimates: readonly (RatioEstimate | null)[]): Objection | null {
  const r = roundDependence(estimates)
  if (r === null || r <= MOST_DEPENDENCE) return null
  return {
    by: 'dependence',
    reason: `each round depends on the one before it (correlation ${Math.min(r, 1).toFixed(2)}): start the targets anew between blocks of rounds (--restarts), or compare longer`,
  }
}

function needed(facts: MetricFacts & Judgement & { tests: number; rounds: number }): number | null {
  const { estimate, verdict, withheld: by, tests, rounds, metric } = facts
  // More rounds give no verdict back that was taken away.
  if (isDecided({ verdict }) || by !== null || !estimate) return null
  const differs = verdict === 'differs'
  const groups = roundsToDecide(estimate, { alpha: facts.alpha / tests, margin: facts.margin, differs })
  // Counted in blocks, reported in rounds.
  return groups === null ? null : Math.ceil((groups * (metric.over === 'blocks' ? rounds : estimate.n)) / estimate.n)
}
