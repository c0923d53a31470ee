import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** What one request comes to, in ms and tokens per second. `null`: not known. */
export type RequestMetrics = {
  readonly ttftMs: number | null
  readonly ttfoMs: number | null
  readonly ttftFromScheduleMs: number | null
  /** The load generator's own lateness: known for failed requests too. */
  readonly queueDelayMs: number
  readonly e2eLatencyMs: number | null
  readonly tbtMs: number | null
  readonly tpotMs: number | null
  readonly itlMs: readonly number[]
  readonly throughputTps: number | null
}

/**
 * The metrics of one request, by the formulas of docs/metrics.md.
 *
 * A failed request has no latency and no throughput. Without a trusted token count there is no TBT and no throughput. A
 * single content chunk shows no time between tokens, however many tokens were in it: TBT is `null` there, not 0.
 *
 * @example requestMetrics(record).ttftMs // 41.2
 */
export function requestMetrics(record: RequestRecord): RequestMetrics {
  const queueDelayMs = record.startAt - record.scheduledAt
  if (record.errorClass !== null) return { ...nothing, queueDelayMs }

  const { startAt, firstTokenAt, lastTokenAt } = record
  const since = (stamp: number | null, from: number) => (stamp === null ? null : stamp - from)
  const tokens = outputTokens(record)
  const e2eLatencyMs = since(lastTokenAt, startAt)
  const tbtMs = timeBetweenTokens(record)
  return {
    ttftMs: since(firstTokenAt, startAt),
    ttfoMs: since(record.firstOutputAt, startAt),
    ttftFromScheduleMs: since(firstTokenAt, record.scheduledAt),
    queueDelayMs,
    e2eLatencyMs,
    tbtMs,
    // (e2e - ttft) / (tokens - 1) is the same difference of stamps: computed once, so that no rounding parts the two names.
    tpotMs: tbtMs,
    itlMs: gapsBetween(record.tokenAt),
    throughputTps: tokens === null || !e2eLatencyMs || e2eLatencyMs < 0 ? null : tokens / (e2eLatencyMs / 1000),
  }
}

/** Output tokens as far as they can be trusted: `null` where only chunks were counted. */
export function outputTokens(record: RequestRecord): number | null {
  return record.tokenCountSource === 'chunks_unverified' ? null : record.outputTokens
}

/** Mean time between tokens of one successful request, ms; `null` where it was not observed. */
export function timeBetweenTokens(record: RequestRecord): number | null {
  const tokens = outputTokens(record)
  const { firstTokenAt, lastTokenAt, chunkCount } = record
  if (tokens === null || tokens < 2 || chunkCount < 2 || firstTokenAt === null || lastTokenAt === null) return null
  return (lastTokenAt - firstTokenAt) / (tokens - 1)
}

function gapsBetween(stamps: readonly number[]): number[] {
  const gaps: number[] = []
  for (let at = 1; at < stamps.length; at++) gaps.push((stamps[at] as number) - (stamps[at - 1] as number))
  return gaps
}

const nothing = {
  ttftMs: null,
  ttfoMs: null,
  ttftFromScheduleMs: null,
  e2eLatencyMs: null,
  tbtMs: null,
  tpotMs: null,
  itlMs: [],
  throughputTps: null,
} as const
