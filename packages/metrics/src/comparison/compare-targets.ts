import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ComparisonVerdict, Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RoundStatistics } from '../run/round-statistics.js'
import { mean } from '../statistics/mean.js'
import { sectionedInterval } from '../statistics/sectioned-interval.js'
import { wilsonInterval } from '../statistics/wilson-interval.js'
import type { CapturedRounds } from './captured-rounds.js'
import { errorRateDifference } from './error-rate-difference.js'
import { type HeadlineMetric, headlineMetrics } from './headline-metrics.js'
import { holm } from './holm.js'
import {
  differenceP,
  equivalenceP,
  FEWEST_ROUNDS,
  pairedRatio,
  type RatioEstimate,
  ratioInterval,
  unpairedRatio,
} from './ratio-estimate.js'
import { roundsToDecide, smallestDetectableShare } from './rounds-to-decide.js'

export type Comparison = {
  /** Label of the candidate. */
  readonly target: string
  readonly baseline: CapturedRounds
  readonly candidate: CapturedRounds
}

export type CompareOptions = {
  /** Whether round i of both targets was measured next to each other. `false` for captures made one after the other. @default true */
  readonly paired?: boolean
  /** Differences up to this share do not matter: 0.03 is 3 %. @default 0.03 */
  readonly margin?: number
  /** Chance of declaring any difference where there is none; a sequential look has its own share of it. @default 0.05 */
  readonly alpha?: number
  /** A target's prefix cache answered what it should not have: no verdict on TTFT. @default false */
  readonly cacheContaminated?: boolean
  /** @default null */
  readonly batchSize?: number | null
  /** @default null */
  readonly scenario?: string | null
}

/**
 * Whether the candidate is better, worse or equivalent, metric by metric, and by how much; `inconclusive` where the data do not say.
 *
 * A difference is declared where Holm's correction over the metrics leaves its p below `alpha` and it is not wholly inside the
 * margin; equivalence where the same correction leaves the interval inside the margin. A target with failed requests never wins.
 *
 * @returns one verdict a headline metric, and one on `error_rate`; the interval of a ratio is of level `1 - alpha`.
 * @throws BenchError `invalid_argument` for a margin or alpha outside (0, 1).
 * @example compareTargets({ target: 'vllm', baseline: capturedRounds(a), candidate: capturedRounds(b) }, { batchSize: 4 })
 */
export function compareTargets(comparison: Comparison, options: CompareOptions = {}): ComparisonVerdict[] {
  const { paired = true, margin = 0.03, alpha = 0.05, cacheContaminated = false } = options
  if (!(margin > 0 && margin < 1)) throw invalidArgument('margin', margin, 'give a share such as 0.03')
  if (!(alpha > 0 && alpha < 1)) throw invalidArgument('alpha', alpha, 'give a share such as 0.05')

  const series = headlineMetrics.map((metric) => seriesOf(metric, comparison))
  const estimates = series.map((each) =>
    paired ? pairedRatio(each.pairs) : unpairedRatio(each.baseline, each.candidate),
  )
  const errors = errorRateDifference(comparison.baseline, comparison.candidate, { confidence: 1 - alpha })
  const differences = holm([...estimates.map((each) => each && differenceP(each)), errors && errors.p])
  const agreements = holm(estimates.map((each) => each && equivalenceP(each, margin)))
  const tests = differences.filter((p) => p !== null).length
  const shared = {
    target: comparison.target,
    batchSize: options.batchSize ?? null,
    scenario: options.scenario ?? null,
    marginShare: margin,
  }

  const verdicts = headlineMetrics.map((metric, at): ComparisonVerdict => {
    const estimate = estimates[at] ?? null
    const adjustedP = differences[at] ?? null
    const facts = { metric, estimate, adjustedP, agreementP: agreements[at] ?? null, alpha, margin }
    const { verdict, reason } = withheld(judge(facts), { metric, comparison, cacheContaminated })
    const each = series[at] as Series
    return {
      ...shared,
      metric: metric.name,
      baseline: valueInterval(each.baseline),
      candidate: valueInterval(each.candidate),
      ratio: ratioOf(each, { estimate, alpha }),
      verdict,
      reason: reason ?? (estimate ? null : missing(each)),
      adjustedP,
      smallestDetectableShare: estimate && smallestDetectableShare(estimate, alpha / tests),
      roundsNeeded: needed({ ...facts, verdict, tests, rounds: comparison.candidate.rounds.length }),
    }
  })
  return [
    ...verdicts,
    { ...shared, ...errorRateVerdict(comparison, { errors, adjustedP: differences.at(-1) ?? null, alpha, margin }) },
  ]
}

type Series = {
  readonly baseline: readonly number[]
  readonly candidate: readonly number[]
  readonly pairs: readonly { baseline: number; candidate: number }[]
}

function seriesOf({ name, over }: HeadlineMetric, { baseline, candidate }: Comparison): Series {
  const valuesOf = (rounds: readonly RoundStatistics[]) =>
    new Map(rounds.flatMap(({ round, figures }) => (figures[name] ? [[round, figures[name]] as const] : [])))
  const [a, b] = [valuesOf(baseline[over]), valuesOf(candidate[over])]
  const pairs = [...a].flatMap(([round, value]) => {
    const other = b.get(round)
    return other === undefined ? [] : [{ baseline: value, candidate: other }]
  })
  return { baseline: [...a.values()], candidate: [...b.values()], pairs }
}

type Judgement = { readonly verdict: ComparisonVerdict['verdict']; readonly reason: string | null }

type Facts = {
  readonly metric: HeadlineMetric
  readonly estimate: RatioEstimate | null
  readonly adjustedP: number | null
  readonly agreementP: number | null
  readonly alpha: number
  readonly margin: number
}

function judge({ metric, estimate, adjustedP, agreementP, alpha, margin }: Facts): Judgement {
  if (!estimate || adjustedP === null || agreementP === null) return { verdict: 'inconclusive', reason: null }
  if (agreementP < alpha) return { verdict: 'equivalent', reason: null }
  const { low, high } = ratioInterval(estimate, 1 - alpha)
  const apart = low > 1 || high < 1
  if (adjustedP < alpha) {
    const insideMargin = low > 1 / (1 + margin) && high < 1 + margin
    if (!insideMargin)
      return { verdict: estimate.logRatio < 0 === (metric.better === 'lower') ? 'better' : 'worse', reason: null }
  }
  const reason = apart ? 'the interval leaves out 1, but not after correction for the number of metrics' : null
  return { verdict: 'inconclusive', reason }
}

type Circumstances = {
  readonly metric: HeadlineMetric
  readonly comparison: Comparison
  readonly cacheContaminated: boolean
}

/** A difference that was measured, but cannot be called a win. */
function withheld(judgement: Judgement, { metric, comparison, cacheContaminated }: Circumstances): Judgement {
  if (judgement.verdict !== 'better' && judgement.verdict !== 'worse') return judgement
  if (cacheContaminated && metric.cacheSensitive)
    return { verdict: 'inconclusive', reason: 'a prefix cache answered requests that were meant to be new to it' }
  const winner = judgement.verdict === 'better' ? 'candidate' : 'baseline'
  const { failed, requests } = comparison[winner]
  if (failed === 0) return judgement
  return { verdict: 'inconclusive', reason: `${failed} of ${requests} requests of the ${winner} failed: it cannot win` }
}

function missing({ baseline, candidate }: Series): string {
  if (baseline.length === 0 || candidate.length === 0)
    return `the ${baseline.length === 0 ? 'baseline' : 'candidate'} has no value`
  if (baseline.length === 1 && candidate.length === 1) return 'one shot each: no interval possible'
  return `fewer than ${FEWEST_ROUNDS} rounds or blocks: no interval possible`
}

function ratioOf(
  { baseline, candidate, pairs }: Series,
  { estimate, alpha }: { estimate: RatioEstimate | null; alpha: number },
): Interval {
  if (estimate) {
    const bounds = ratioInterval(estimate, 1 - alpha)
    return { value: Math.exp(estimate.logRatio), ...bounds, n: estimate.n, method: 'rounds' }
  }
  const [a, b] = [mean(baseline), mean(candidate)]
  return { value: a === null || b === null ? null : b / a, low: null, high: null, n: pairs.length, method: null }
}

function valueInterval(values: readonly number[]): Interval {
  const value = mean(values)
  const bounds = value === null ? null : sectionedInterval(values, { value })
  return {
    value,
    low: bounds?.low ?? null,
    high: bounds?.high ?? null,
    n: values.length,
    method: bounds ? 'rounds' : null,
  }
}

function needed(facts: Facts & { verdict: string; tests: number; rounds: number }): number | null {
  const { estimate, verdict, tests, rounds, metric } = facts
  if (verdict !== 'inconclusive' || !estimate) return null
  const groups = roundsToDecide(estimate, { alpha: facts.alpha / tests, margin: facts.margin })
  // Counted in blocks, told in rounds.
  return groups === null ? null : Math.ceil((groups * (metric.over === 'blocks' ? rounds : estimate.n)) / estimate.n)
}

type ErrorFacts = {
  readonly errors: ReturnType<typeof errorRateDifference>
  readonly adjustedP: number | null
  readonly alpha: number
  readonly margin: number
}

function errorRateVerdict(
  { baseline, candidate }: Comparison,
  { errors, adjustedP, alpha, margin }: ErrorFacts,
): Omit<ComparisonVerdict, 'target' | 'batchSize' | 'scenario' | 'marginShare'> {
  const share = ({ failed, requests }: CapturedRounds): Interval => {
    const bounds = wilsonInterval(failed, { n: requests })
    return {
      value: requests === 0 ? null : failed / requests,
      low: bounds?.low ?? null,
      high: bounds?.high ?? null,
      n: requests,
      method: bounds ? 'requests' : null,
    }
  }
  const [a, b] = [share(baseline), share(candidate)]
  const differs = adjustedP !== null && adjustedP < alpha && a.value !== null && b.value !== null
  const agrees = errors !== null && errors.low > -margin && errors.high < margin
  return {
    metric: 'error_rate',
    baseline: a,
    candidate: b,
    ratio: {
      value: a.value && b.value !== null ? b.value / a.value : null,
      low: null,
      high: null,
      n: Math.min(a.n, b.n),
      method: null,
    },
    verdict: differs
      ? (b.value as number) < (a.value as number)
        ? 'better'
        : 'worse'
      : agrees
        ? 'equivalent'
        : 'inconclusive',
    reason: errors
      ? `candidate less baseline: ${points(errors.low)} to ${points(errors.high)} percentage points`
      : 'no requests',
    adjustedP,
    smallestDetectableShare: null,
    roundsNeeded: null,
  }
}

const points = (share: number) => (100 * share).toFixed(1)
