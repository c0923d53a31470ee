import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { orderStatistics } from './order-statistics.js'
import { interpolate, percentile, percentileRank } from './percentile.js'

/** Up to here a sort is as fast as a selection, and simpler. */
const SORT_UP_TO = 50_000

/**
 * Several type 7 percentiles of one unsorted sample, exact, for samples of any size: 10 million values take a fraction of
 * the time and memory of a sort.
 *
 * @param values - finite, in any order, not changed.
 * @param shares - each in [0, 1].
 * @returns one value a share, in the same order; all `null` for an empty sample.
 * @throws BenchError `invalid_argument` when a share lies outside [0, 1].
 * @example percentiles(Float64Array.of(40, 10, 20), [0.5, 1]) // [20, 40]
 */
export function percentiles(values: Float64Array, shares: readonly number[]): (number | null)[] {
  for (const p of shares) if (!(p >= 0 && p <= 1)) throw invalidArgument('p', p, 'give a share such as 0.99, not 99')
  if (values.length <= SORT_UP_TO) {
    const sorted = values.slice().sort()
    return shares.map((p) => percentile(sorted, p))
  }

  const ranks = shares.map((p) => percentileRank(values.length, p))
  const found = orderStatistics(
    values,
    ranks.flatMap(({ below, above }) => [below, above]),
  )
  return ranks.map(({ below, above, weight }) =>
    interpolate(found.get(below) as number, found.get(above) as number, weight),
  )
}
