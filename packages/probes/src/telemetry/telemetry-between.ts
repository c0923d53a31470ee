import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import type { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { captureOf } from '../evidence/scan-surfaces.js'
import type { ObserveTargetOptions } from '../observe-target.js'
import { probes as allProbes } from '../probes/index.js'
import { parseMetricPage } from '../prometheus/parse-metric-page.js'
import { followedPage } from './followed-page.js'
import { withSagellmFacts } from './sagellm-facts.js'
import { createTelemetryCollector } from './server-telemetry.js'

/** What two snapshots alone tell of a server; of a gauge its two ends, because what it was in between needs samples. */
export type TelemetryBetween = Omit<ServerTelemetry, 'schemaVersion' | 'label' | 'pages' | 'intervalMs' | 'gaps'>

export type TelemetryBetweenOptions = Pick<ObserveTargetOptions, 'probes' | 'engines'>

/**
 * The growth of a server's counters and histograms from one snapshot to another: what `observeTarget` reported, worked out
 * again from the captures it kept.
 *
 * @example telemetryBetween(before, after).counters.requests?.delta
 */
export function telemetryBetween(
  before: EndpointSnapshot,
  after: EndpointSnapshot,
  { probes = allProbes, engines = [] }: TelemetryBetweenOptions = {},
): TelemetryBetween {
  const page = followedPage(before, probes)
  const telemetry = createTelemetryCollector(engines)
  const added = [before, after].map((snapshot) => {
    const body = page && captureOf(snapshot, page.name)?.body
    const parsed = body == null ? null : parseMetricPage(body)
    if (parsed) telemetry.add(parsed, snapshot.takenAtUnixMs)
    return parsed !== null
  })
  const { engine, gauges, counters, latencies, prefixHitRate, specAcceptRate, ...rest } = withSagellmFacts(
    telemetry.result({ label: before.label, complete: added.every(Boolean), intervalMs: null }),
    before,
    after,
  )
  const { healthyEnginesBefore, healthyEnginesAfter, hopReport } = rest
  return {
    ...{ engine, gauges, counters, latencies, prefixHitRate, specAcceptRate },
    ...{ healthyEnginesBefore, healthyEnginesAfter, hopReport },
  }
}
