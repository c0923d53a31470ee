import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { Comparison } from './comparison.js'
import { defaultMargin } from './default-margin.js'
import { errorRateDifference } from './error-rate-difference.js'
import { errorRateVerdict } from './error-rate-verdict.js'
import { type HeadlineMetric, headlineMetrics } from './headline-metrics.js'
import { holm } from './holm.js'
import { isDecided, type Judgement, judgeMetric, type MetricFacts, type Objection, withheld } from './judge-metric.js'
import { type MetricSeries, metricSeries, ratioOf, valueInterval, whyNoRatio } from './metric-series.js'
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
  /** A target's prefix cache answered what it should not have: no verdict on a metric whose time holds the prefill. @default false */
  readonly cacheContaminated?: boolean
  /** What forbids every verdict, e.g. a load that was not kept; the error rate is judged all the same. @default nothing */
  readonly unfit?: Objection | null
  /** How late a stamp of this client can be, ms, where that is more than it should be: withholds what so small an error could turn. @default null */
  readonly stampErrorMs?: number | null
  /** What forbids a verdict on one metric, e.g. answers of different lengths. @default nothing */
  readonly withhold?: (metric: HeadlineMetric) => Objection | null
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
  const {
    paired = true,
    margin = defaultMargin,
    alpha = 0.05,
    families = 1,
    cacheContaminated = false,
    unfit = null,
    stampErrorMs = null,
    withhold,
  } = options
  const { metrics = headlineMetrics } = options
  if (!(margin > 0 && margin < 1)) throw invalidArgument('margin', margin, 'give a share such as 0.03')
  if (!(alpha > 0 && alpha < 1)) throw invalidArgument('alpha', alpha, 'give a share such as 0.05')
  if (!(families >= 1))
    throw invalidArgument('families', families, 'give the number of comparisons that are reported together')

  const series = metrics.map((metric) => metricSeries(metric, comparison))
  const estimates = paired
    ? underDependence(series.map(({ pairs }) => pairedRatio(pairs)))
    : series.map((each) => unpairedRatio(each.baseline, each.candidate))
  const against = unfit ?? dependent(estimates)
  const errors = errorRateDifference(comparison.baseline, comparison.candidate)
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
    const fitness = { unfit: against, stampErrorMs, withhold, cacheContaminated }
    const judged = withheld(judgeMetric(facts), { metric, comparison, estimate, margin, ...fitness })
    const each = series[at] as MetricSeries
    return {
      ...shared,
      metric: metric.name,
      baseline: valueInterval(each.baseline),
      candidate: valueInterval(each.candidate),
      ratio: ratioOf(each, estimate),
      ...judged,
      reason: judged.reason ?? (estimate ? null : whyNoRatio(each, metric)),
      adjustedP,
      smallestDetectableShare: estimate && smallestDetectableShare(estimate, alpha / tests),
      roundsNeeded: needed({ ...facts, ...judged, tests, rounds: comparison.candidate.rounds.length }),
    }
  })
  return [
    ...verdicts,
    { ...shared, ...errorRateVerdict(comparison, { errors, adjustedP: differences.at(-1) ?? null, alpha, margin }) },
  ]
}

/** Neighbours correlated by more than this say too little of what a difference is worth. */
const MOST_DEPENDENCE = 0.5

function dependent(estimates: readonly (RatioEstimate | null)[]): Objection | null {
  const r = roundDependence(estimates)
  if (r === null || r <= MOST_DEPENDENCE) return null
  return {
    by: 'dependence',
    reason: `each round depends on the one before it (correlation ${r.toFixed(2)}): restart the targets between rounds, or compare longer`,
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
