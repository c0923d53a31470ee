import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { RequestValues } from '../formulas/compute.js'

/** What the formulas may know of a record; NaN for what is not known. A failed request has no time between tokens. */
export function requestValues(record: RequestRecord): RequestValues {
  return {
    scheduledAt: record.scheduledAt,
    startAt: record.startAt,
    firstTokenAt: record.firstTokenAt ?? Number.NaN,
    firstOutputAt: record.firstOutputAt ?? Number.NaN,
    lastTokenAt: record.lastTokenAt ?? Number.NaN,
    promptTokens: record.promptTokens ?? Number.NaN,
    outputTokens: outputTokens(record) ?? Number.NaN,
    tbtMs: (record.errorClass === null ? timeBetweenTokens(record) : null) ?? Number.NaN,
  }
}

/** Output tokens as far as they can be trusted: `null` where only chunks were counted. */
export function outputTokens(record: RequestRecord): number | null {
  return record.tokenCountSource === 'chunks_unverified' ? null : record.outputTokens
}

/** Mean time between tokens of one successful request, ms; `null` where it was not observed. */
function timeBetweenTokens(record: RequestRecord): number | null {
  const tokens = outputTokens(record)
  const { firstTokenAt, lastTokenAt, chunkCount } = record
  if (tokens === null || tokens < 2 || chunkCount < 2 || firstTokenAt === null || lastTokenAt === null) return null
  return (lastTokenAt - firstTokenAt) / (tokens - 1)
}
