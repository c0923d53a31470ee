import { mean } from '../statistics/mean.js'
import { percentiles } from '../statistics/percentiles.js'
import { populationStd } from '../statistics/population-std.js'

/** Mean, percentiles, population standard deviation and extremes of one latency, ms. All `null` for an empty sample. */
export type LatencySummary = {
  readonly avg: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly std: number | null
  readonly min: number | null
  readonly max: number | null
}

/** The percentiles that every latency is given with. */
export const summaryShares = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const

/** @param values - ms, any order, not changed. */
export function latencySummary(values: Float64Array): LatencySummary {
  const [min, p50, p90, p95, p99, max] = percentiles(values, [0, ...Object.values(summaryShares), 1])
  return {
    avg: mean(values),
    p50: p50 ?? null,
    p90: p90 ?? null,
    p95: p95 ?? null,
    p99: p99 ?? null,
    std: populationStd(values),
    min: min ?? null,
    max: max ?? null,
  }
}

/** The fields of `AggregatedMetrics` for one latency: `latencyFields('Ttft', summary).p99TtftMs`. */
export function latencyFields<const N extends string>(name: N, summary: LatencySummary) {
  const entries = Object.entries(summary).map(([field, value]) => [`${field}${name}Ms`, value])
  return Object.fromEntries(entries) as Record<`${keyof LatencySummary}${N}Ms`, number | null>
}

/** Percentiles that rest on fewer than `10 / (1 - p)` values, by wire name. None for an empty sample, which has no percentile. */
export function lowSampleNames(name: string, n: number): string[] {
  if (n === 0) return []
  // Written without a division, so that 1 - 0.9 falling short of 0.1 cannot move the limit.
  return Object.entries(summaryShares)
    .filter(([, p]) => n * Math.round((1 - p) * 1000) < 10_000)
    .map(([field]) => `${field}_${name}_ms`)
}
