import { percentileUpperBound } from '../statistics/percentile-upper-bound.js'
import type { RequestSamples } from './request-samples.js'

/** Certified 95 % upper bounds of the percentiles above p90, by wire name; `null` where the sample gives none. */
export function percentileBounds({ ttft, ttftFromSchedule, tbt, e2el }: RequestSamples): Record<string, number | null> {
  const samples = {
    ttft,
    ttft_from_schedule: ttftFromSchedule,
    tbt,
    tpot: tbt,
    e2el,
    // Gaps of one stream depend on one another, so that no count of them certifies anything.
    itl: new Float64Array(0),
  }
  const bounds: Record<string, number | null> = {}
  for (const [name, values] of Object.entries(samples)) {
    const sorted = values.slice().sort()
    bounds[`p95_${name}_ms`] = percentileUpperBound(sorted, 0.95)
    bounds[`p99_${name}_ms`] = percentileUpperBound(sorted, 0.99)
  }
  return bounds
}
