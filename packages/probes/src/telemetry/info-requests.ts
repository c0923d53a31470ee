import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import type { CounterSummary } from '@sagellm-benchmark/protocol-types/telemetry'
import { infoGrowth } from '../evidence/info-counters.js'
import { captureOf } from '../evidence/scan-surfaces.js'

/** Requests as sageLLM's engines count them in `/info`; `null` where one of the two pages does not hold the counter. */
export function infoRequests(before: EndpointSnapshot, after: EndpointSnapshot): CounterSummary | null {
  const [then, now] = [captureOf(before, 'info')?.body, captureOf(after, 'info')?.body]
  if (then == null || now == null) return null
  const delta = infoGrowth(JSON.parse(then), JSON.parse(now)).get('total_requests')
  return delta === undefined ? null : { metric: '/info total_requests', delta, reset: delta === null }
}
