import type { GaugeSummary } from '@sagellm-benchmark/protocol-types/telemetry'

/** One gauge through the run. */
export interface GaugeSeries {
  /** The values of all label sets at one moment; those that are no finite number are left out. */
  add(values: readonly number[], atMs: number): void
  /** `null` where the gauge was on no page. */
  result(): GaugeSummary | null
}

/** Follows the gauge called `metric`; its label sets become one number by `combine` on every page. */
export function createGaugeSeries(metric: string, combine: 'sum' | 'max'): GaugeSeries {
  const atMs: number[] = []
  const value: number[] = []
  return {
    add(values, at) {
      const finite = values.filter(Number.isFinite)
      if (finite.length === 0) return
      atMs.push(at)
      value.push(finite.reduce((sum, each) => (combine === 'sum' ? sum + each : Math.max(sum, each))))
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
