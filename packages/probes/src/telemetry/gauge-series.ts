import type { GaugeSummary } from '@sagellm-benchmark/protocol-types/telemetry'
import type { MetricSample } from '../prometheus/metric-page.js'
import { seriesKey, withoutRank } from './series-key.js'

/** One gauge through the run. */
export interface GaugeSeries {
  /** All label sets at one moment; values that are no finite number are left out. */
  add(samples: readonly Pick<MetricSample, 'labels' | 'value'>[], atMs: number): void
  /** `null` where the gauge was on no page. */
  result(): GaugeSummary | null
}

/** Follows the gauge called `metric`; on every page the highest of a replica's ranks stands for it, and replicas become one number by `combine`. */
export function createGaugeSeries(metric: string, combine: 'sum' | 'max'): GaugeSeries {
  const atMs: number[] = []
  const value: number[] = []
  return {
    add(samples, at) {
      const replicas = new Map<string, number>()
      for (const { labels, value: each } of samples) {
        if (!Number.isFinite(each)) continue
        const replica = seriesKey(withoutRank(labels))
        replicas.set(replica, Math.max(replicas.get(replica) ?? Number.NEGATIVE_INFINITY, each))
      }
      if (replicas.size === 0) return
      atMs.push(at)
      value.push([...replicas.values()].reduce((sum, each) => (combine === 'sum' ? sum + each : Math.max(sum, each))))
    },
    result() {
      const n = value.length
      if (n === 0) return null
      let sum = 0
      let min = Number.POSITIVE_INFINITY
      let max = Number.NEGATIVE_INFINITY
      for (const each of value) {
        sum += each
        min = Math.min(min, each)
        max = Math.max(max, each)
      }
      return { metric, n, mean: sum / n, min, max, atMs: [...atMs], value: [...value] }
    },
  }
}
