import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import type { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { infoGrowth } from '../evidence/info-counters.js'
import { captureOf } from '../evidence/scan-surfaces.js'
import { isRecord } from '../json/is-record.js'
import { hopReportBetween } from './hop-report.js'

type SagellmAnswers = Pick<
  ServerTelemetry,
  'engine' | 'counters' | 'healthyEnginesBefore' | 'healthyEnginesAfter' | 'hopReport'
>

/**
 * Adds what sageLLM tells beside its metrics page. In `/info`: the requests that its engines counted, where that page has none, and how
 * many engines its gateway calls healthy; what one of the two pages does not hold stays unknown. And the gateway's report of its hops.
 */
export function withSagellmFacts<Telemetry extends SagellmAnswers>(
  telemetry: Telemetry,
  before: EndpointSnapshot,
  after: EndpointSnapshot,
): Telemetry {
  const [then, now] = [infoOf(before), infoOf(after)]
  const engines = { healthyEnginesBefore: healthyEngines(then), healthyEnginesAfter: healthyEngines(now) }
  const isGateway = Object.values(engines).some((count) => count !== null)
  const facts = { ...engines, hopReport: hopReportBetween(before, after, { isGateway }) }
  const counted = telemetry.counters.requests?.delta != null || then === null || now === null
  const delta = counted ? undefined : infoGrowth(then, now).get('total_requests')
  if (delta === undefined) return { ...telemetry, ...facts }
  const requests = { metric: '/info total_requests', delta, reset: delta === null }
  return {
    ...telemetry,
    ...facts,
    engine: telemetry.engine ?? 'sagellm',
    counters: { ...telemetry.counters, requests },
  }
}

function infoOf(snapshot: EndpointSnapshot): unknown {
  try {
    return JSON.parse(captureOf(snapshot, 'info')?.body ?? 'null')
  } catch {
    return null
  }
}

/** A gateway of sageLLM counts them; an engine's own port does not. */
function healthyEngines(info: unknown): number | null {
  const count = isRecord(info) ? info.healthy_engine_count : null
  return Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : null
}
