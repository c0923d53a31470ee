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
  | 'outputTokens'
  | 'tokenCountSource'
  | 'chunkCount'
  | 'finishReason'
  | 'httpStatus'
  | 'errorClass'
  | 'errorMessage'
  | 'flags'
>

/** The row of a record; nothing of the record itself is kept, so that its token stamps can be freed. */
export function requestRow(record: RequestRecord): RequestRow {
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
    outputTokens: record.outputTokens,
    tokenCountSource: record.tokenCountSource,
    chunkCount: record.chunkCount,
    finishReason: record.finishReason,
    httpStatus: record.httpStatus,
    errorClass: record.errorClass,
    errorMessage: record.errorMessage,
    flags: record.flags,
  }
}
