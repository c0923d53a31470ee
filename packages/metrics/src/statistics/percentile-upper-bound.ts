import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { incompleteBeta } from './incomplete-beta.js'
import { normalQuantile } from './normal.js'

/**
 * A bound that the true percentile stays below with the stated confidence, whatever the distribution: the smallest order
 * statistic with enough binomial probability under it.
 *
 * Valid for independent values; values of one batch or one stream are not independent.
 *
 * @param sorted - ascending. The bound is one of its values and keeps their unit.
 * @param p - share in (0, 1): 0.99 for p99.
 * @returns `null` where even the largest value does not give the confidence: at 95 %, below 59 values for p95 and 299 for p99.
 * @throws BenchError `invalid_argument` when `p` or `confidence` lies outside (0, 1).
 * @see Conover 1999, section 3.2 (distribution-free bounds of a quantile)
 */
export function percentileUpperBound(
  sorted: ArrayLike<number>,
  p: number,
  options: { /** @default 0.95 */ readonly confidence?: number } = {},
): number | null {
  const rank = upperBoundRank(sorted.length, { p, confidence: options.confidence ?? 0.95 })
  return rank === null ? null : (sorted[rank] as number)
}

/** The rank (from 0) whose value bounds the percentile from above; `null` where the sample is too small. */
export function upperBoundRank(n: number, { p, confidence }: { p: number; confidence: number }): number | null {
  if (!(p > 0 && p < 1)) throw invalidArgument('p', p, 'give a share such as 0.99, not 99')
  if (!(confidence > 0 && confidence < 1)) throw invalidArgument('confidence', confidence, 'give a share such as 0.95')
  if (n === 0 || binomialCdf(n - 1, n, p) < confidence) return null

  // Near the normal guess only a few ranks have to be tried.
  const guess = n * p + normalQuantile(confidence) * Math.sqrt(n * p * (1 - p))
  let rank = Math.min(n - 1, Math.max(0, Math.floor(guess)))
  while (rank > 0 && binomialCdf(rank - 1, n, p) >= confidence) rank--
  while (binomialCdf(rank, n, p) < confidence) rank++
  return rank
}

/** Probability of at most `k` successes in `n` trials. */
function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return incompleteBeta(1 - p, { a: n - k, b: k + 1 })
}
