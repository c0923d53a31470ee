import type { GaugeSummary } from '@sagellm-benchmark/protocol-types/artifacts'
import type { MetricSample } from '../prometheus/metric-page.js'

/** One gauge through the run. */
export interface GaugeSeries {
  add(samples: readonly MetricSample[], atMs: number): void
  /** `null` where the gauge was on no page. */
  result(): GaugeSummary | null
}

/** Follows the gauge called `metric`; its label sets become one number by `combine` on every page. */
export function createGaugeSeries(metric: string, combine: 'sum' | 'max'): GaugeSeries {
  const atMs: number[] = []
  const value: number[] = []
  return {
    add(samples, at) {
      const values = samples.map((sample) => sample.value).filter(Number.isFinite)
      if (values.length === 0) return
      atMs.push(at)
      value.push(values.reduce((sum, each) => (combine === 'sum' ? sum + each : Math.max(sum, each))))
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
