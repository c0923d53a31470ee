import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { formatNumber, formatShare } from '../text/format-number.js'

type Watched = Pick<AggregatedMetrics, 'serverCounters' | 'engineTimings' | 'avgTtftMs'>

/** What server and engine say of one workload, a line each; none where nobody looked. */
export function serverLines({ serverCounters, engineTimings, avgTtftMs }: Watched): string[] {
  const counted = serverCounters ? serverLine(serverCounters, avgTtftMs) : null
  return [...(counted ? [counted] : []), ...(engineTimings ? [timingLine(engineTimings)] : [])]
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
    ...known(preemptions || null, (count) => `${count} preemptions`),
    ...known(evictions || null, (count) => `${count} evictions`),
    ...known(evictedTokens || null, (count) => `${count} tokens evicted`),
    ...known(specAcceptRate, (rate) => `speculation accepted ${formatShare(rate)}`),
    ...known(tokensPerDecodeStep, (tokens) => `${formatNumber(tokens)} tokens a step`),
  ]
  const gaps = counters.gaps.length > 0 ? [`not known: ${counters.gaps.join('; ')}`] : []
  return `server: ${[...parts, ...gaps].join(' · ') || 'it counts nothing that is known here'}`
}

/** `24 requests counted, 24 sent`; a surplus is other traffic, a deficit is said. */
function requestsText({ checks }: ServerCounters): string[] {
  const check = checks.find(({ quantity }) => quantity === 'requests')
  if (check?.client == null || check.server === null || check.surplus === null) return []
  const { client, server, surplus } = check
  const text = `${server} requests counted, ${client} sent`
  if (surplus === 0) return [text]
  return [surplus > 0 ? `${text}: ${surplus} came from elsewhere` : `${text}: ${-surplus} were not counted`]
}

function timingLine({ prefillMs, ttftMs, decodeMsPerToken, tbtMs, n }: NonNullable<Watched['engineTimings']>): string {
  const pair = (what: string, engine: number | null, client: number | null) =>
    engine === null ? [] : [`${what} ${formatNumber(engine)} / ${formatNumber(client)} ms`]
  const parts = [...pair('prompt / TTFT', prefillMs, ttftMs), ...pair('a token / TBT', decodeMsPerToken, tbtMs)]
  return `engine says / client saw: ${parts.join(' · ') || 'nothing of both'} (${n} answers)`
}
