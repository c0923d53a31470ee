import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

type Timeline = Pick<
  RequestRecord,
  'errorClass' | 'startAt' | 'firstTokenAt' | 'lastTokenAt' | 'outputTokens' | 'tokenCountSource' | 'chunkCount'
>

/** TTFT of one request, ms; `null` for a failed one. @see docs/metrics.md */
export function ttftMs(record: Pick<Timeline, 'errorClass' | 'startAt' | 'firstTokenAt'>): number | null {
  return record.errorClass !== null || record.firstTokenAt === null ? null : record.firstTokenAt - record.startAt
}

/** Time between tokens of one request, ms; `null` where it failed or its tokens were not counted. @see docs/metrics.md */
export function tbtMs(record: Timeline): number | null {
  const { firstTokenAt, lastTokenAt } = record
  const tokens = trustedOutputTokens(record)
  if (record.errorClass !== null || tokens === null || tokens < 2 || record.chunkCount < 2) return null
  return firstTokenAt === null || lastTokenAt === null ? null : (lastTokenAt - firstTokenAt) / (tokens - 1)
}

/** Output tokens, `null` where only chunks are known. */
export function trustedOutputTokens(record: Pick<Timeline, 'outputTokens' | 'tokenCountSource'>): number | null {
  return record.tokenCountSource === 'chunks_unverified' ? null : record.outputTokens
}
