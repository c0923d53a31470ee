import type { RequestRow } from '../requests/request-row.js'
import { visibleText } from '../text/visible-text.js'
import { packColumn } from './pack-rows.js'
import type { PageRequests } from './page-payload.js'

/** Requests for the page's table, as small as they can be and still show hundredths of a millisecond. */
export function packRequests(rows: readonly RequestRow[]): PageRequests {
  let before = rows[0] ? ticks(rows[0].startAt) : 0
  const since = (row: RequestRow, stamp: number | null) => (stamp === null ? null : ticks(stamp) - ticks(row.startAt))
  const text = (value: string | null) => (value === null ? null : visibleText(value, 200))
  return {
    length: rows.length,
    ids: rows.map((row) => visibleText(row.requestId, 80)),
    workload: packColumn(rows.map((row) => text(row.workload))),
    outcome: packColumn(rows.map((row) => text(row.errorClass ?? row.finishReason ?? 'ok'))),
    failed: rows.map((row) => (row.errorClass === null ? 0 : 1)),
    message: packColumn(rows.map((row) => text(row.errorMessage))),
    flags: packColumn(rows.map((row) => text(row.flags.join(', ') || null))),
    start: rows.map((row) => {
      const gap = ticks(row.startAt) - before
      before += gap
      return gap
    }),
    scheduled: rows.map((row) => since(row, row.scheduledAt) as number),
    sent: rows.map((row) => since(row, row.sentAt)),
    headers: rows.map((row) => since(row, row.headersAt)),
    first: rows.map((row) => since(row, row.firstTokenAt)),
    last: rows.map((row) => since(row, row.lastTokenAt)),
    end: rows.map((row) => since(row, row.endAt) as number),
    inputTokens: rows.map((row) => row.promptTokens),
    outputTokens: rows.map((row) => row.outputTokens),
    tbt: rows.map(({ tbtMs }) => (tbtMs === null ? null : ticks(tbtMs))),
  }
}

function ticks(ms: number): number {
  return Math.round(ms * 100)
}
