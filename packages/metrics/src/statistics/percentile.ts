import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { quantileSorted } from 'simple-statistics'

/**
 * Percentile by linear interpolation between order statistics ("type 7", the default of R and numpy).
 *
 * @param sorted - ascending, finite, any unit, which the result keeps. Not copied, order not checked.
 * @param p - share in [0, 1]: 0.99 for p99.
 * @returns `null` for an empty sample: no data is not zero.
 * @throws BenchError `invalid_argument` when `p` lies outside [0, 1].
 * @see Hyndman and Fan 1996, definition 7
 * @example percentile([10, 20, 40], 0.75) // 30
 */
export function percentile(sorted: ArrayLike<number>, p: number): number | null {
  if (!(p >= 0 && p <= 1)) throw invalidArgument('p', p, 'give a share such as 0.99, not 99')
  if (sorted.length === 0) return null

  return quantileSorted(sorted as number[], p)
}

// Ours, because they work without a sorted sample: a million records are selected from, not sorted (order-statistics.ts). A test holds them to the same bits as the library's quantile of a sorted sample.

/** The two order statistics (from 0) between which a type 7 percentile of `n` values lies, and how far it is from the lower. */
export function percentileRank(n: number, p: number): { below: number; above: number; weight: number } {
  const rank = p * (n - 1)
  const below = Math.floor(rank)
  return { below, above: Math.ceil(rank), weight: rank - below }
}

/** Between two neighbours. Equal ones give exactly themselves, and the result never leaves [low, high] by rounding. */
export function interpolate(low: number, high: number, weight: number): number {
  if (low === high) return low
  return Math.min(high, low + weight * (high - low))
}
