import type { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { gapsOf, hopsOf, HOPS_NOTE } from './hop-report.js'
import type { Cell, Column, ReportTable } from './report-document.js'

/** What was measured under one name, and what its server says of the same time. */
export type Counted = {
  /** Name of the workload, the scenario or the target. */
  readonly of: string
  readonly ttftMs: number | null
  readonly serverCounters: ServerCounters | null
}

/** The same from metrics or a summary. */
export function countedIn(
  of: string,
  from: Omit<Counted, 'of' | 'ttftMs'> & { readonly avgTtftMs: number | null },
): Counted {
  const { avgTtftMs: ttftMs, serverCounters } = from
  return { of, ttftMs, serverCounters }
}

type Quantity = { readonly column: Column; readonly value: (counters: ServerCounters, of: Counted) => number | null }

function number(key: string, label: string, value: Quantity['value']): Quantity {
  return { column: { key, label, kind: 'number' }, value }
}

function count(key: string, label: string, value: Quantity['value']): Quantity {
  return { column: { key, label, kind: 'count' }, value }
}

function share(key: string, label: string, value: Quantity['value']): Quantity {
  return { column: { key, label, kind: 'share' }, value }
}

function checked(quantity: 'requests' | 'prompt_tokens' | 'output_tokens', side: 'client' | 'server') {
  return ({ checks, requests, promptTokens, outputTokens }: ServerCounters): number | null => {
    const own = { requests, prompt_tokens: promptTokens, output_tokens: outputTokens }
    return side === 'server' ? own[quantity] : (checks.find((each) => each.quantity === quantity)?.client ?? null)
  }
}

const counts: readonly Quantity[] = [
  count('server_requests', 'Requests', checked('requests', 'server')),
  count('client_requests', 'sent', checked('requests', 'client')),
  count('server_prompt_tokens', 'Prompt tokens', checked('prompt_tokens', 'server')),
  count('client_prompt_tokens', 'by usage', checked('prompt_tokens', 'client')),
  count('server_output_tokens', 'Output tokens', checked('output_tokens', 'server')),
  count('client_output_tokens', 'by usage', checked('output_tokens', 'client')),
]

const engines: readonly Quantity[] = [
  count('healthy_engines_before', 'Healthy before', ({ healthyEnginesBefore }) => healthyEnginesBefore),
  count('healthy_engines_after', 'after', ({ healthyEnginesAfter }) => healthyEnginesAfter),
]

const times: readonly Quantity[] = [
  number('queue_ms', 'Queue ms', ({ latencies }) => latencies.queue?.meanMs ?? null),
  number('prefill_ms', 'Prefill ms', ({ latencies }) => latencies.prefill?.meanMs ?? null),
  number('server_ttft_ms', 'TTFT ms, server', ({ latencies }) => latencies.ttft?.meanMs ?? null),
  number('client_ttft_ms', 'TTFT ms, client', (_, { ttftMs }) => ttftMs),
  number('server_itl_ms', 'ITL ms, server', ({ latencies }) => latencies.itl?.meanMs ?? null),
]

const hopQuantities: readonly Quantity[] = [
  count('hop_requests', 'Requests', (counters) => hopsOf(counters)?.requests ?? null),
  count('hop_requests_during_load', 'of this load', (counters) => hopsOf(counters)?.duringLoad ?? null),
  ...(['scheduling', 'engine'] as const).flatMap((hop) =>
    (['p50', 'p95', 'p99'] as const).map((rank) =>
      number(
        `hop_${hop}_${rank}_ms`,
        `${hop === 'engine' ? 'Engine' : 'Scheduling'} ms, ${rank}`,
        (counters) => hopsOf(counters)?.[hop][rank] ?? null,
      ),
    ),
  ),
]

const cache: readonly Quantity[] = [
  share('prefix_hit_rate', 'Prefix hits', ({ prefixHitRate }) => prefixHitRate),
  count('cache_queries', 'of prompt tokens', ({ cacheQueries }) => cacheQueries),
  share('kv_usage_before', 'KV in use before', ({ kvUsageBefore }) => kvUsageBefore),
  share('kv_usage_after', 'after', ({ kvUsageAfter }) => kvUsageAfter),
  share('kv_usage_max', 'KV in use, max', ({ gauges }) => gauges.kv_cache_usage?.max ?? null),
  number('running_mean', 'Running, mean', ({ gauges }) => gauges.requests_running?.mean ?? null),
  count('waiting_max', 'Waiting, max', ({ gauges }) => gauges.requests_waiting?.max ?? null),
  count('gauge_samples', 'samples', ({ gauges }) => gauges.requests_running?.n ?? gauges.kv_cache_usage?.n ?? null),
  count('preemptions', 'Preemptions', ({ preemptions }) => preemptions),
  count('evictions', 'Evictions', ({ evictions }) => evictions),
  count('evicted_tokens', 'Evicted tokens', ({ evictedTokens }) => evictedTokens),
  share('spec_accept_rate', 'Speculation accepted', ({ specAcceptRate }) => specAcceptRate),
  number('tokens_per_decode_step', 'Tokens a step', ({ tokensPerDecodeStep }) => tokensPerDecodeStep),
]

/**
 * What the server says of the same time, a row a workload: what it counted, where the time to the first token went, and its cache.
 * None where no server was looked at; quantities that no server reports have no column.
 *
 * @param first - what the rows are: Workload, Scenario, Target.
 */
export function serverTables(all: readonly Counted[], first: string): ReportTable[] {
  const watched = all.flatMap((each) => (each.serverCounters ? [{ ...each, counters: each.serverCounters }] : []))
  const table = (title: string, quantities: readonly Quantity[], notes: readonly string[]) =>
    quantityTable(watched, { title, first, quantities, notes })
  return [
    ...table('What the server counted', counts, gapNotes(watched)),
    ...table('Engines behind the gateway', engines, []),
    ...table('Server: queue and prefill beside TTFT', times, ['Means of the server’s own histograms.']),
    ...table('Gateway: hops of requests in one piece', hopQuantities, [HOPS_NOTE]),
    ...table('Server: cache and batch', cache, cacheNotes(watched)),
  ]
}

type Watched = Counted & { readonly counters: ServerCounters }

type QuantityTable = {
  readonly title: string
  readonly first: string
  readonly quantities: readonly Quantity[]
  readonly notes: readonly string[]
}

/** A table without any figure of a server is left out; of the counts only the notes on what is not known are kept. */
function quantityTable(watched: readonly Watched[], { title, first, quantities, notes }: QuantityTable): ReportTable[] {
  const kept = quantities.filter(({ value }) => watched.some((each) => value(each.counters, each) !== null))
  const known = kept.some(({ column }) => !column.key.startsWith('client_'))
  const shown = known ? kept : []
  if (!known && (watched.length === 0 || quantities !== counts || notes.length === 0)) return []
  return [
    {
      title,
      columns: [{ key: first.toLowerCase(), label: first, kind: 'text' }, ...shown.map(({ column }) => column)],
      rows: watched.map((each): Cell[] => [each.of, ...shown.map(({ value }) => value(each.counters, each))]),
      notes,
    },
  ]
}

function gapNotes(watched: readonly Watched[]): string[] {
  return [...new Set(watched.flatMap(({ counters }) => gapsOf(counters)))].map((gap) => `Not known: ${gap}.`)
}

function cacheNotes(watched: readonly Watched[]): string[] {
  const steps = watched.some(({ counters }) => counters.tokensPerDecodeStep !== null)
  const ends = watched.some(({ counters }) => counters.kvUsageBefore !== null)
  return [
    ...(ends
      ? ['KV in use is read before and after, when nothing is in flight; what it was in between is not known.']
      : []),
    ...(steps
      ? [
          'Tokens a step: those generated, without speculated ones and the first of each request, over the steps of the engine. Above 1 requests shared steps. It is a lower bound, because steps that only read prompts may be among them.',
        ]
      : []),
  ]
}
