import { requestMetrics } from '@sagellm-benchmark/metrics'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { requestRow, type RequestRow } from '../requests/request-row.js'

/** What a live page gets of one request: enough for the charts, without texts and token stamps. */
export type LiveRequest = Pick<
  RequestRow,
  | 'requestId'
  | 'workload'
  | 'scheduledAt'
  | 'startAt'
  | 'firstTokenAt'
  | 'lastTokenAt'
  | 'endAt'
  | 'outputTokens'
  | 'errorClass'
  | 'tbtMs'
>

/** The part of a record that a live page shows. */
export function liveRequest(record: RequestRecord): LiveRequest {
  const {
    requestId,
    workload,
    scheduledAt,
    startAt,
    firstTokenAt,
    lastTokenAt,
    endAt,
    outputTokens,
    errorClass,
    tbtMs,
  } = requestRow(record, requestMetrics(record))
  return {
    requestId,
    workload,
    scheduledAt,
    startAt,
    firstTokenAt,
    lastTokenAt,
    endAt,
    outputTokens,
    errorClass,
    tbtMs,
  }
}
