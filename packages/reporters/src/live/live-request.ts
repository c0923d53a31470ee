import { requestMetrics } from '@sagellm-benchmark/metrics'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { requestRow, type RequestRow } from '../requests/request-row.js'

const fields = [
  'requestId',
  'workload',
  'scheduledAt',
  'startAt',
  'firstTokenAt',
  'lastTokenAt',
  'endAt',
  'outputTokens',
  'errorClass',
  'tbtMs',
  'timeParts',
] as const satisfies readonly (keyof RequestRow)[]

/** What a live page gets of one request: enough for the charts, without texts and token stamps. */
export type LiveRequest = Pick<RequestRow, (typeof fields)[number]>

/** The part of a record that a live page shows. */
export function liveRequest(record: RequestRecord): LiveRequest {
  const row = requestRow(record, requestMetrics(record))
  return Object.fromEntries(fields.map((name) => [name, row[name]])) as LiveRequest
}
