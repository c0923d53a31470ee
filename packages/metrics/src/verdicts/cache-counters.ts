import type { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import type { CacheVerdictOptions } from './cache-verdict.js'

/**
 * The part of a server's counters that is about its prefix cache. `null` where it does not say, where nothing was looked up, and where
 * other traffic had its own hits and misses counted with ours.
 */
export function cacheCountersOf(
  counters: ServerCounters | null,
): NonNullable<CacheVerdictOptions['serverCounters']> | null {
  if (counters === null || hasOtherTraffic(counters)) return null
  const { cacheHits: hitTokens, cacheQueries: queryTokens, checks } = counters
  if (hitTokens === null || queryTokens === null) return null
  const sent = checks.find(({ quantity }) => quantity === 'requests')?.client ?? null
  return { hitTokens, queryTokens, requests: counters.requests ?? sent }
}

/** Whether a gateway called another number of engines healthy after the load than before it. */
export function enginesChanged(counters: ServerCounters | null): boolean {
  const { healthyEnginesBefore: before = null, healthyEnginesAfter: after = null } = counters ?? {}
  return before !== null && after !== null && before !== after
}

/** Whether the server answered more requests than were sent to it from here. */
export function hasOtherTraffic(counters: ServerCounters | null): boolean {
  return counters?.checks.some(({ quantity, verdict }) => quantity === 'requests' && verdict === 'server_more') ?? false
}
