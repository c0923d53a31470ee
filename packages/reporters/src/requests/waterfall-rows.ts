import type { RequestRow } from './request-row.js'

/** Where the time of each request went: rows of the `request-waterfall` plot, ms from the first due time. */
export function waterfallRows(rows: readonly RequestRow[]) {
  const zero = rows.reduce((least, row) => Math.min(least, row.scheduledAt), Infinity)
  return rows.flatMap((row) => {
    const { scheduledAt, startAt, firstTokenAt, lastTokenAt, endAt } = row
    const phase = (name: string, from: number, to: number) =>
      to > from ? [{ request_id: row.requestId, phase: name, from_ms: from - zero, to_ms: to - zero }] : []
    const waiting = phase('waiting', scheduledAt, startAt)
    if (row.errorClass !== null) return [...waiting, ...phase('failed', startAt, endAt)]
    if (firstTokenAt === null || lastTokenAt === null) return [...waiting, ...phase('to first token', startAt, endAt)]
    return [
      ...waiting,
      ...phase('to first token', startAt, firstTokenAt),
      ...phase('decoding', firstTokenAt, lastTokenAt),
      ...phase('closing', lastTokenAt, endAt),
    ]
  })
}
