import type { ServerCounters, ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import { type ClientCounts, reconcileCounts } from './reconcile-counts.js'
import type { TelemetryBetween } from './telemetry-between.js'

type Watched = TelemetryBetween & Partial<Pick<ServerTelemetry, 'intervalMs'>>

export type ServerCountersOptions = {
  /** What the client counted between the same two pages; `null`: not known, and nothing is reconciled. @default null */
  readonly client?: ClientCounts | null
  /** Why something is not known, a sentence each. @default none */
  readonly gaps?: readonly string[]
}

/**
 * What a server counted, as metrics and comparisons keep it. A count that cannot be true (more cache hits than lookups, a negative
 * growth) is not known.
 *
 * @example serverCounters(telemetryBetween(before, after), { client: { requests: 10, promptTokens: 320, outputTokens: 640 } })
 */
export function serverCounters(
  telemetry: Watched,
  { client = null, gaps = [] }: ServerCountersOptions = {},
): ServerCounters {
  const { engine, counters, latencies, healthyEnginesBefore, healthyEnginesAfter, hopReport } = telemetry
  const delta = (name: keyof typeof counters) => {
    const growth = counters[name]?.delta ?? null
    return growth !== null && growth >= 0 ? growth : null
  }
  const cache = cacheOf(delta('prefix_cache_hits'), delta('prefix_cache_queries'))
  const steps = delta('decode_steps')
  const [kvUsageBefore, kvUsageAfter] = kvUsage(telemetry)
  return {
    engine,
    requests: delta('requests'),
    promptTokens: delta('prompt_tokens'),
    outputTokens: delta('generation_tokens'),
    ...cache,
    preemptions: delta('preemptions'),
    evictions: delta('evictions'),
    evictedTokens: delta('evicted_tokens'),
    specAcceptRate: share(telemetry.specAcceptRate),
    decodeSteps: steps,
    tokensPerDecodeStep: perStep(steps, {
      generated: delta('generation_tokens'),
      speculated: delta('spec_accepted_tokens'),
      requests: delta('requests') ?? client?.requests ?? null,
    }),
    kvUsageBefore,
    kvUsageAfter,
    // Not of the growth between two pages: see `kvCacheSize`.
    kvBlockTokens: null,
    kvCapacityTokens: null,
    healthyEnginesBefore,
    healthyEnginesAfter,
    hopReport,
    latencies,
    gauges: sampled(telemetry),
    checks: client === null ? [] : reconcileCounts(telemetry, client),
    gaps: [...gaps, ...strangeHistograms(telemetry, client)],
  }
}

/** Histograms have an observation for each request: with more or fewer they tell of other requests than those that were sent. */
function strangeHistograms({ latencies }: Watched, client: ClientCounts | null): string[] {
  if (client === null) return []
  const { requests, requestsAtMost = requests } = client
  return (['ttft', 'e2e', 'queue'] as const).flatMap((name) => {
    const { metric = name, count = requests } = latencies[name] ?? {}
    if (count >= requests && count <= Math.max(requests, requestsAtMost)) return []
    return [`${metric} has ${count} observations for ${requests} requests: it is also of others, or lacks some of ours`]
  })
}

function cacheOf(hits: number | null, queries: number | null) {
  const known = hits !== null && queries !== null && hits <= queries
  if (!known) return { cacheHits: null, cacheQueries: null, prefixHitRate: null }
  return { cacheHits: hits, cacheQueries: queries, prefixHitRate: queries === 0 ? null : hits / queries }
}

type Generated = {
  readonly generated: number | null
  readonly speculated: number | null
  readonly requests: number | null
}

/**
 * Tokens a step for the sharing of steps, never too many: without the speculated ones, which share a step with their own request, and
 * without the first of each request, because some engines do not count the step that reads its prompt.
 */
function perStep(steps: number | null, { generated, speculated, requests }: Generated): number | null {
  if (steps === null || generated === null || requests === null || steps <= 0) return null
  const own = generated - requests - (speculated ?? 0)
  return own < 0 ? null : own / steps
}

/** Of a page read only before and after, when nothing was in flight. */
function kvUsage({ gauges, intervalMs = null }: Watched): readonly [number | null, number | null] {
  const value = gauges.kv_cache_usage?.value ?? []
  if (intervalMs !== null || value.length < 2) return [null, null]
  return [share(value[0]), share(value.at(-1))]
}

/** A gauge says what is so at one moment: without samples it says nothing of the time between. */
function sampled({ gauges, intervalMs = null }: Watched): ServerCounters['gauges'] {
  if (intervalMs === null) return {}
  return Object.fromEntries(Object.entries(gauges).map(([name, { n, mean, max }]) => [name, { n, mean, max }]))
}

function share(value: number | null | undefined): number | null {
  return value != null && value >= 0 && value <= 1 ? value : null
}
