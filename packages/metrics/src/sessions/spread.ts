import type { Spread } from '@sagellm-benchmark/protocol-types/sessions'
import { statisticsOf } from '../statistics/statistics-of.js'

/** Mean, percentiles (type 7) and maximum of a sample; all `null` for an empty one. */
export function spreadOf(values: readonly number[]): Spread {
  const [mean, p50, p90, p99, max] = statisticsOf(Float64Array.from(values), [
    { kind: 'mean' },
    { kind: 'percentile', p: 0.5 },
    { kind: 'percentile', p: 0.9 },
    { kind: 'percentile', p: 0.99 },
    { kind: 'max' },
  ])
  return {
    n: values.length,
    mean: mean ?? null,
    p50: p50 ?? null,
    p90: p90 ?? null,
    p99: p99 ?? null,
    max: max ?? null,
  }
}

/** `null` where nothing can be divided. */
export function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
