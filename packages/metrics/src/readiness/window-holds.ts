import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { type Figure, figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import { aggregate } from '../run/aggregate.js'
import type { Gate } from '../thresholds/gate.js'
import { keeps } from '../thresholds/judge-interval.js'

/**
 * Whether some requests together keep every limit, by their values: a window is too small for intervals, and what is asked is what these
 * requests met. A figure that is not known keeps no limit. Limits on each request hold where all of them kept them, unless a threshold on
 * `slo_attainment` says how many must.
 */
export function windowHolds(records: readonly RequestRecord[], { thresholds, eachRequest = [] }: Gate): boolean {
  const metrics = aggregate(records, { serviceLevels: [...eachRequest] })
  const judged = thresholds.every((threshold) => {
    const value = valueOf(metrics, threshold.figure)
    return value !== null && keeps(value, threshold)
  })
  const counted = eachRequest.length === 0 || thresholds.some(({ figure }) => figure === 'slo_attainment')
  return judged && (counted || metrics.sloAttainment === 1)
}

function valueOf(metrics: AggregatedMetrics, name: string): number | null {
  return metrics[(figureNamed(name) as Figure).field] as number | null
}
