import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { laggedCorrelation } from './autocorrelation.js'
import { binomialCdf } from './binomial.js'
import type { OpenBounds } from './bounds.js'
import { normalQuantile } from './normal.js'
import { percentile } from './percentile.js'
import { studentQuantile } from './student-quantile.js'

/** Rounds from which the rounds carry the interval, and from which their dependence on one another can be estimated. */
export const FEWEST_ROUNDS_FOR_PERCENTILES = 5
const FEWEST_ROUNDS_FOR_DEPENDENCE = 12

export type PercentileIntervalOptions = {
  /** @default 0.95 */
  readonly confidence?: number
  /** Values of each round, rounds in the order in which they were measured. @default none: the values are taken as independent */
  readonly rounds?: readonly Float64Array[]
}

/**
 * Interval of a percentile by order statistics; an end that the sample cannot reach is `null`.
 *
 * Independent values: exact binomial ranks. From 5 rounds on Woodruff's interval: the share of the values below the percentile is the
 * figure, its variance is that over the rounds, but at least the binomial one, and the ends of its interval are mapped back through the
 * sample. From 12 rounds on the variance over the rounds is widened by their lag-1 correlation.
 *
 * @param sorted - all values, ascending.
 * @param p - share in (0, 1): 0.99 for p99.
 * @returns `null` below 5 values.
 * @throws BenchError `invalid_argument` when `p` or `confidence` lies outside (0, 1).
 * @see Conover 1999, section 3.2 (ranks); Woodruff 1952; docs/statistics.md has the simulated coverage
 * @example percentileInterval(sorted, 0.99, { rounds })
 */
export function percentileInterval(
  sorted: ArrayLike<number>,
  p: number,
  { confidence = 0.95, rounds = [] }: PercentileIntervalOptions = {},
): OpenBounds | null {
  checkShares({ p, confidence })
  const n = sorted.length
  if (n < 5) return null
  const tail = (1 - confidence) / 2
  const ranks =
    rounds.length < FEWEST_ROUNDS_FOR_PERCENTILES
      ? { low: lowerRank(n, p, tail), high: upperRank(n, p, tail) }
      : ranksOverRounds(sorted, p, { tail, rounds })
  return { low: valueAt(sorted, ranks.low), high: valueAt(sorted, ranks.high) }
}

/**
 * The upper end alone, one-sided: the percentile stays below it with the stated confidence.
 *
 * @returns `null` where the sample does not reach far enough: at 95 %, below 59 independent values for p95 and 299 for p99.
 */
export function percentileUpperBound(
  sorted: ArrayLike<number>,
  p: number,
  { confidence = 0.95, rounds = [] }: PercentileIntervalOptions = {},
): number | null {
  checkShares({ p, confidence })
  const tail = 1 - confidence
  const rank =
    rounds.length < FEWEST_ROUNDS_FOR_PERCENTILES
      ? upperRank(sorted.length, p, tail)
      : ranksOverRounds(sorted, p, { tail, rounds }).high
  return valueAt(sorted, rank)
}

function checkShares({ p, confidence }: { p: number; confidence: number }): void {
  if (!(p > 0 && p < 1)) throw invalidArgument('p', p, 'give a share such as 0.99, not 99')
  if (!(confidence > 0 && confidence < 1)) throw invalidArgument('confidence', confidence, 'give a share such as 0.95')
}

/** `rank` counts from 1. */
function valueAt(sorted: ArrayLike<number>, rank: number): number | null {
  return rank >= 1 && rank <= sorted.length ? (sorted[rank - 1] as number) : null
}

/** The largest rank whose value lies above the percentile with at most probability `tail`; 0 where none does. */
function lowerRank(n: number, p: number, tail: number): number {
  let rank = guess(n, p, tail)
  while (rank > 0 && binomialCdf(rank - 1, n, p) > tail) rank--
  while (rank < n && binomialCdf(rank, n, p) <= tail) rank++
  return rank
}

/** The smallest rank whose value lies below the percentile with at most probability `tail`; n + 1 where none does. */
function upperRank(n: number, p: number, tail: number): number {
  // Near the normal guess only a few ranks have to be tried.
  let rank = Math.max(1, guess(n, p, 1 - tail))
  while (rank <= n && 1 - binomialCdf(rank - 1, n, p) > tail) rank++
  while (rank > 1 && 1 - binomialCdf(rank - 2, n, p) <= tail) rank--
  return rank > n || binomialCdf(n - 1, n, p) < 1 - tail ? n + 1 : rank
}

function guess(n: number, p: number, share: number): number {
  const near = Math.round(n * p + normalQuantile(share) * Math.sqrt(n * p * (1 - p)))
  return Math.min(n, Math.max(0, near))
}

type OverRounds = { readonly tail: number; readonly rounds: readonly Float64Array[] }

function ranksOverRounds(
  sorted: ArrayLike<number>,
  p: number,
  { tail, rounds }: OverRounds,
): { low: number; high: number } {
  const n = sorted.length
  const R = rounds.length
  const binomial = (p * (1 - p)) / n
  const spread = shareVariance(shares(sorted, p, rounds), rounds) / R
  const inflation = R < FEWEST_ROUNDS_FOR_DEPENDENCE ? 1 : inflationBy(shares(sorted, 0.5, rounds))
  const overRounds = inflation * spread
  const variance = Math.max(overRounds, binomial)
  const effective = Math.max(R / inflation - 1, 1)
  // Where the binomial part weighs more, the variance is known better than R rounds could tell it.
  const degreesOfFreedom = overRounds === 0 ? Number.POSITIVE_INFINITY : effective * (1 + binomial / overRounds) ** 2
  const half = studentQuantile(1 - tail, degreesOfFreedom) * Math.sqrt(variance)
  return { low: Math.floor(n * (p - half) - 0.5), high: Math.ceil(n * (p + half) + 0.5) + 1 }
}

/** The variance of a mean grows by (1 + r) / (1 - r) where neighbours are correlated by r. */
function inflationBy(series: readonly number[]): number {
  const r = Math.min(0.9, Math.max(0, laggedCorrelation(series)))
  return (1 + r) / (1 - r)
}

/** Of each round, the share of its values that do not lie above the percentile of all. */
function shares(sorted: ArrayLike<number>, p: number, rounds: readonly Float64Array[]): number[] {
  const limit = percentile(sorted, p) as number
  return rounds.map((values) => values.reduce((below, value) => below + Number(value <= limit), 0) / values.length)
}

/** The variance of the rounds' shares around that of all, a round weighing by its size. */
function shareVariance(ofRounds: readonly number[], rounds: readonly Float64Array[]): number {
  const total = rounds.reduce((sum, { length }) => sum + length, 0)
  const pooled = rounds.reduce((sum, { length }, at) => sum + length * (ofRounds[at] as number), 0) / total
  const typical = total / rounds.length
  const squares = rounds.reduce(
    (sum, { length }, at) => sum + ((length / typical) * ((ofRounds[at] as number) - pooled)) ** 2,
    0,
  )
  return squares / (rounds.length - 1)
}
