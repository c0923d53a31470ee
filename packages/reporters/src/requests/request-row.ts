import { outputTokens, type RequestMetrics } from '@sagellm-benchmark/metrics'
import { type RequestTimeParts, timePartsOf } from '@sagellm-benchmark/metrics/thresholds'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** What a report shows of one request: the record without its token stamps and texts. Stamps are ms on the record's clock. */
export type RequestRow = Pick<
  RequestRecord,
  | 'requestId'
  | 'target'
  | 'workload'
  | 'round'
  | 'scheduledAt'
  | 'startAt'
  | 'sentAt'
  | 'headersAt'
  | 'firstTokenAt'
  | 'lastTokenAt'
  | 'endAt'
  | 'promptTokens'
  | 'finishReason'
  | 'httpStatus'
  | 'errorClass'
  | 'errorMessage'
  | 'flags'
> & {
  /** `null` where only chunks were counted. */
  readonly outputTokens: number | null
  readonly tbtMs: number | null
  /** Where its time went, ms; `null` for one that failed or has no last token. */
  readonly timeParts: RequestTimeParts | null
}

/** The row of a record; nothing of the record itself is kept, so that its token stamps can be freed. */
export function requestRow(record: RequestRecord, { tbtMs }: Pick<RequestMetrics, 'tbtMs'>): RequestRow {
  return {
    requestId: record.requestId,
    target: record.target,
    workload: record.workload,
    round: record.round,
    scheduledAt: record.scheduledAt,
    startAt: record.startAt,
    sentAt: record.sentAt,
    headersAt: record.headersAt,
    firstTokenAt: record.firstTokenAt,
    lastTokenAt: record.lastTokenAt,
    endAt: record.endAt,
    promptTokens: record.promptTokens,
    outputTokens: outputTokens(record),
    tbtMs,
    timeParts: timePartsOf(record),
    finishReason: record.finishReason,
    httpStatus: record.httpStatus,
    errorClass: record.errorClass,
    errorMessage: record.errorMessage,
    flags: record.flags,
  }
}
