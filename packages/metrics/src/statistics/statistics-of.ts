import type { Statistic } from '@sagellm-benchmark/protocol-types/metrics'
import { mean } from './mean.js'
import { percentile } from './percentile.js'
import { percentiles } from './percentiles.js'
import { populationStd } from './population-std.js'

/**
 * Several statistics of one sample, in the order they are asked for; all `null` for an empty sample.
 *
 * @param values - finite, any unit, any order, not changed.
 * @param options.sorted - the same values in ascending order, where somebody has them already. @default none
 * @example statisticsOf(Float64Array.of(1, 2, 6), [{ kind: 'mean' }, { kind: 'max' }]) // [3, 6]
 */
export function statisticsOf(
  values: Float64Array,
  statistics: readonly Statistic[],
  { sorted = null }: { readonly sorted?: Float64Array | null } = {},
): (number | null)[] {
  const shares = statistics.flatMap((statistic) => shareOf(statistic) ?? [])
  const ordered = sorted
    ? shares.map((p) => percentile(sorted, p))
    : shares.length > 0
      ? percentiles(values, shares)
      : []
  let next = 0
  return statistics.map((statistic) => {
    if (statistic.kind === 'mean') return mean(values)
    // In ascending order, the order in which requests ended shows in no digit.
    if (statistic.kind === 'std') return populationStd(sorted ?? values)
    return shareOf(statistic) === null ? null : (ordered[next++] ?? null)
  })
}

/** The place of an order statistic among the values, as a share; `null` for what is none. */
function shareOf(statistic: Statistic): number | null {
  if (statistic.kind === 'percentile') return statistic.p
  if (statistic.kind === 'min') return 0
  return statistic.kind === 'max' ? 1 : null
}
