import { enginesChanged, type Evidence, evidenceOf } from '@sagellm-benchmark/metrics/verdicts'
import type { RoundsOverhead } from '@sagellm-benchmark/protocol-types/comparison'
import type { JudgedSide } from './judged-side.js'

/** Above this share of rounds the client is saturated. A garbage collection now and then stays below it. */
const TOLERATED_SHARE = 0.1

/** Whether the client was at its limit in so many rounds that the numbers may be its own. */
export function isOverloaded(client: RoundsOverhead | null): boolean {
  return client !== null && client.rounds > 0 && client.saturatedRounds > client.rounds * TOLERATED_SHARE
}

/** One target in one cell, as the judge of the library looks at it. */
export function sideEvidence(side: JudgedSide): Evidence {
  const { label, captured, client, serverCounters, cache, outputTokens, promptTokens, samples, recordFlags } = side
  return evidenceOf({
    name: label,
    requests: captured.requests,
    failed: captured.failed,
    suspiciouslyShort: recordFlags['suspiciously_short'] ?? 0,
    clientLimit: clientLimit(client),
    loadNotKept: side.loadNotKept.length > 0 ? side.loadNotKept.join('; ') : null,
    enginesChanged: engines(serverCounters),
    cacheContaminated: cache?.verdict === 'contaminated',
    promptTokens,
    outputTokens: outputTokens?.mean ?? 'unknown',
    prompts: new Map(samples.map(({ requestId, promptDigest }) => [requestId, promptDigest])),
    promptsTruncated: (recordFlags['prompt_truncated'] ?? 0) > 0,
    tbt: captured.tbt ?? null,
    stampErrorMs: client?.stampErrorMs ?? null,
  })
}

function clientLimit(client: RoundsOverhead | null): string | null {
  if (client === null || !isOverloaded(client)) return null
  const why = client.reasons[0] ? `: ${client.reasons[0]}` : ''
  return `${client.saturatedRounds} of ${client.rounds}${why}`
}

function engines(counters: JudgedSide['serverCounters']): Evidence['enginesChanged'] {
  const { healthyEnginesBefore: before = null, healthyEnginesAfter: after = null } = counters ?? {}
  return enginesChanged(counters) ? { before, after } : null
}
