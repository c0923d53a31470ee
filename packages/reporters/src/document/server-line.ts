import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { formatNumber, formatShare } from '../text/format-number.js'
import { gapsOf, hopLines } from './hop-report.js'

type Watched = Pick<AggregatedMetrics, 'serverCounters' | 'avgTtftMs'>

/** What the server counted during one workload, a line each for counters and a gateway's hops; none where nobody looked. */
export function serverLines({ serverCounters, avgTtftMs }: Watched): string[] {
  return serverCounters ? [serverLine(serverCounters, avgTtftMs), ...hopLines(serverCounters)] : []
}

function serverLine(counters: ServerCounters, ttftMs: number | null): string {
  const { latencies, prefixHitRate, preemptions, evictions, evictedTokens, specAcceptRate } = counters
  const { tokensPerDecodeStep, kvUsageBefore, kvUsageAfter } = counters
  const mean = (name: 'queue' | 'prefill') => latencies[name]?.meanMs ?? null
  const waits = [
    ...(mean('queue') === null ? [] : [`queue ${formatNumber(mean('queue'))} ms`]),
    ...(mean('prefill') === null ? [] : [`prefill ${formatNumber(mean('prefill'))} ms`]),
  ]
  const of = ttftMs === null ? '' : ` of TTFT ${formatNumber(ttftMs)} ms`
  const known = (value: number | null, text: (known: number) => string) => (value === null ? [] : [text(value)])
  const parts = [
    ...requestsText(counters),
    ...(waits.length > 0 ? [`${waits.join(' + ')}${of}`] : []),
    ...known(prefixHitRate, (rate) => `prefix hits ${formatShare(rate)}`),
    ...(kvUsageBefore === null || kvUsageAfter === null
      ? []
      : [`KV in use ${formatShare(kvUsageBefore)} before, ${formatShare(kvUsageAfter)} after`]),
    ...enginesText(counters),
    ...known(preemptions || null, (count) => `${count} preemptions`),
    ...known(evictions || null, (count) => `${count} evictions`),
    ...known(evictedTokens || null, (count) => `${count} tokens evicted`),
    ...known(specAcceptRate, (rate) => `speculation accepted ${formatShare(rate)}`),
    ...known(tokensPerDecodeStep, (tokens) => `${formatNumber(tokens)} tokens a step`),
  ]
  const unknown = gapsOf(counters)
  const gaps = unknown.length > 0 ? [`not known: ${unknown.join('; ')}`] : []
  return `server: ${[...parts, ...gaps].join(' · ') || 'it counts nothing that is known here'}`
}

/** Engines behind a gateway; nothing where there is one before and after. */
function enginesText({ healthyEnginesBefore: before, healthyEnginesAfter: after }: ServerCounters): string[] {
  if (before === null || after === null || (before === after && before === 1)) return []
  return [before === after ? `healthy engines: ${before}` : `healthy engines: ${before} before, ${after} after`]
}

/** `24 requests counted, 24 sent`; a surplus is other traffic, a deficit is reported too. */
function requestsText({ checks }: ServerCounters): string[] {
  const check = checks.find(({ quantity }) => quantity === 'requests')
  if (check?.client == null || check.server === null || check.surplus === null) return []
  const { client, server, surplus } = check
  const text = `${server} requests counted, ${client} sent`
  if (surplus === 0) return [text]
  return [surplus > 0 ? `${text}: ${surplus} came from elsewhere` : `${text}: ${-surplus} were not counted`]
}
