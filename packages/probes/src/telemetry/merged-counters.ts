import type { CountCheck, HistogramSummary, ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'

/** Counters of one server of several, under its name. */
export type NamedCounters = { readonly name: string; readonly counters: ServerCounters }

/**
 * The counters of a deployment of several servers: what each of them counts, added up; a count that one of them lacks is not known. Of the
 * servers' histograms the counts and means are kept, for no quantile follows from theirs. Sizes and fill of the caches, which are those of
 * one server each, are not told.
 *
 * @param servers - at least one; a single one is given back as it is.
 */
export function mergedCounters(servers: readonly [NamedCounters, ...NamedCounters[]]): ServerCounters {
  const [{ counters: first }, ...others] = servers
  if (others.length === 0) return first
  const all = servers.map(({ counters }) => counters)
  const sum = (of: (each: ServerCounters) => number | null) => total(all.map(of))
  const [cacheHits, cacheQueries] = [sum((each) => each.cacheHits), sum((each) => each.cacheQueries)]
  const decodeSteps = sum((each) => each.decodeSteps)
  const sharing = sum(({ tokensPerDecodeStep: tokens, decodeSteps: steps }) =>
    tokens === null || steps === null ? null : tokens * steps,
  )
  const engines = new Set(all.map(({ engine }) => engine))
  return {
    engine: engines.size === 1 ? first.engine : null,
    requests: sum((each) => each.requests),
    promptTokens: sum((each) => each.promptTokens),
    outputTokens: sum((each) => each.outputTokens),
    cacheHits,
    cacheQueries,
    prefixHitRate: cacheHits === null || !cacheQueries ? null : cacheHits / cacheQueries,
    preemptions: sum((each) => each.preemptions),
    evictions: sum((each) => each.evictions),
    evictedTokens: sum((each) => each.evictedTokens),
    specAcceptRate: null,
    decodeSteps,
    tokensPerDecodeStep: sharing === null || !decodeSteps ? null : sharing / decodeSteps,
    kvUsageBefore: null,
    kvUsageAfter: null,
    kvBlockTokens: same(all.map((each) => each.kvBlockTokens)),
    kvCapacityTokens: null,
    healthyEnginesBefore: sum((each) => each.healthyEnginesBefore),
    healthyEnginesAfter: sum((each) => each.healthyEnginesAfter),
    hopReport: null,
    latencies: mergedLatencies(all),
    gauges: {},
    checks: first.checks.map(({ quantity }) => mergedCheck(servers, quantity)),
    gaps: servers.flatMap(({ name, counters }) => counters.gaps.map((gap) => `${name}: ${gap}`)),
  }
}

function total(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0)
}

function same(values: readonly (number | null)[]): number | null {
  return values.every((each) => each === values[0]) ? (values[0] ?? null) : null
}

/** Those that every server has. */
function mergedLatencies(all: readonly ServerCounters[]): ServerCounters['latencies'] {
  const names = Object.keys(all[0]?.latencies ?? {}) as (keyof ServerCounters['latencies'])[]
  return Object.fromEntries(
    names.flatMap((name) => {
      const parts = all.flatMap(({ latencies }) => latencies[name] ?? [])
      return parts.length === all.length ? [[name, mergedHistogram(parts)]] : []
    }),
  )
}

function mergedHistogram(parts: readonly HistogramSummary[]): HistogramSummary {
  const count = parts.reduce((sum, each) => sum + each.count, 0)
  // One without observations has no mean, and adds none.
  const sumMs = total(
    parts.map((each) => (each.count === 0 ? 0 : each.meanMs === null ? null : each.count * each.meanMs)),
  )
  const metric = parts[0]?.metric ?? ''
  return {
    metric,
    count,
    meanMs: sumMs === null || count === 0 ? null : sumMs / count,
    p50: null,
    p90: null,
    p99: null,
  }
}

/** One server's surplus is not made good by another one's deficit. */
function mergedCheck(servers: readonly NamedCounters[], quantity: CountCheck['quantity']): CountCheck {
  const each = servers.flatMap(({ name, counters: { checks } }) =>
    checks.filter((check) => check.quantity === quantity).map((check) => ({ name, check })),
  )
  const [client, server] = [total(each.map(({ check }) => check.client)), total(each.map(({ check }) => check.server))]
  const facts = { quantity, client, server, surplus: client === null || server === null ? null : server - client }
  for (const verdict of ['unknown', 'server_more', 'server_less'] as const) {
    const found = each.find(({ check }) => check.verdict === verdict)
    if (found) return { ...facts, verdict, message: `${found.name}: ${found.check.message}` }
  }
  return { ...facts, verdict: 'equal', message: 'all counted the same' }
}
