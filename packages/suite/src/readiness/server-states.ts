import { type ApiKey, bearerHeaders, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import { observeTarget, probes } from '@sagellm-benchmark/probes'
import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { ReadinessProcess } from '@sagellm-benchmark/protocol-types/readiness'
import type { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { endpointOptions } from '@sagellm-benchmark/runner/targets'

type EndpointTarget = Extract<RunPlan['target'], { kind: 'endpoint' }>

/** Between two readings of the metrics page: a queue of seconds is seen, and the server is asked a few times a second. */
const INTERVAL_MS = 250

/** Reads the states of a server through `work`: requests that run and wait, and its key-value memory. */
export async function withServerStates<Result>(
  target: EndpointTarget,
  { apiKey, clock }: { readonly apiKey: ApiKey | null; readonly clock: Clock },
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly telemetry: ServerTelemetry }> {
  const observer = await observeTarget({
    label: target.label,
    url: target.url,
    headers: bearerHeaders(target.headers, apiKey),
    fetch: pageFetch(endpointOptions(target, { apiKey, clock })),
    clock,
    intervalMs: INTERVAL_MS,
    settleMs: 0,
    logFile: null,
    probes: probes.filter(({ kind }) => kind === 'surface'),
  })
  let result: Result
  try {
    result = await work()
  } catch (error) {
    await observer.stop().catch(() => {})
    throw error
  }
  const { telemetry } = await observer.stop()
  return { result, telemetry }
}

/** What the server said of its queue and its memory; both `null` where it has no page that says it. */
export function serverMetrics(
  { pages, gauges, counters, latencies }: ServerTelemetry,
  burstAt: number,
): Pick<ReadinessProcess, 'queueMetrics' | 'kvStateMetrics'> {
  if (pages === 0) return { queueMetrics: null, kvStateMetrics: null }
  const { requests_running: running, requests_waiting: waiting, kv_cache_usage: kv } = gauges
  const times = [...new Set([running, waiting, kv].flatMap((gauge) => gauge?.atMs ?? []))].sort((a, b) => a - b)
  const at = (gauge: typeof running, time: number) => {
    const found = gauge?.atMs.indexOf(time) ?? -1
    return found < 0 ? null : notNegative(gauge?.value[found])
  }
  return {
    queueMetrics: {
      queueWaitMs: notNegative(latencies.queue?.meanMs),
      prefillWaitMs: notNegative(latencies.prefill?.meanMs),
      runningWaitingTimeseries: times.map((time) => ({
        t: (time - burstAt) / 1000,
        running: at(running, time),
        waiting: at(waiting, time),
        kvUsage: at(kv, time),
      })),
    },
    kvStateMetrics: {
      kvUsagePeak: notNegative(kv?.max),
      preemptionCount: notNegative(counters.preemptions?.delta),
      evictionCount: notNegative(counters.evictions?.delta),
    },
  }
}

/** What a page says may be anything; a negative state is not known. */
function notNegative(value: number | null | undefined): number | null {
  return value != null && value >= 0 ? value : null
}
