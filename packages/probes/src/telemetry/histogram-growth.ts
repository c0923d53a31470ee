import type { HistogramSummary } from '@sagellm-benchmark/protocol-types/telemetry'
import type { MetricSample } from '../prometheus/metric-page.js'
import { type Bucket, bucketQuantile } from './bucket-quantile.js'
import { createSeriesGrowth } from './series-growth.js'

/** What fell into one histogram during the run. */
export interface HistogramGrowth {
  /** Samples of the next page by name: `x_bucket`, `x_sum`, `x_count`. */
  add(samplesOf: (name: string) => readonly MetricSample[]): void
  /** `null` where the histogram was not seen at both ends, began anew, or had no observation. */
  result(): HistogramSummary | null
}

/** Follows the histogram called `metric` (seconds), all its label sets added up. */
export function createHistogramGrowth(metric: string): HistogramGrowth {
  const buckets = createSeriesGrowth('le')
  const sum = createSeriesGrowth()
  const count = createSeriesGrowth()

  return {
    add(samplesOf) {
      buckets.add(samplesOf(`${metric}_bucket`))
      sum.add(samplesOf(`${metric}_sum`))
      count.add(samplesOf(`${metric}_count`))
    },
    result() {
      const observations = count.result().total
      const seconds = sum.result().total
      if (observations === null || observations <= 0) return null
      const cumulative = buckets.result().total === null ? [] : sorted(buckets.result().byLabel)
      return {
        metric,
        count: observations,
        meanMs: seconds === null ? null : (seconds / observations) * 1000,
        p50: bucketQuantile(cumulative, 0.5),
        p90: bucketQuantile(cumulative, 0.9),
        p99: bucketQuantile(cumulative, 0.99),
      }
    },
  }
}

/** "1", "1.0" and "1e0" are one bound; engines with different bounds cannot be merged and give no quantile. */
function sorted(byLabel: ReadonlyMap<string, number>): Bucket[] {
  const merged = new Map<number, number>()
  for (const [label, count] of byLabel) {
    const le = /^\+?inf$/i.test(label) ? Number.POSITIVE_INFINITY : Number(label)
    if (Number.isNaN(le)) return []
    merged.set(le, (merged.get(le) ?? 0) + count)
  }
  const buckets = [...merged].map(([le, count]) => ({ le, count })).sort((a, b) => a.le - b.le)
  const ascending = buckets.every(({ count }, at) => count >= (buckets[at - 1]?.count ?? 0))
  return ascending ? buckets : []
}
