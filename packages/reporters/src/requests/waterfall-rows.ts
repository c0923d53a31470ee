import type { RequestRow } from './request-row.js'

/** Where the time of each request went: rows of the `request-waterfall` plot, ms from each request's own due time. */
export function waterfallRows(rows: readonly RequestRow[]) {
  return rows.flatMap((row) => {
    const { scheduledAt, startAt, firstTokenAt, lastTokenAt, endAt } = row
    const phase = (name: string, from: number, to: number) =>
      to > from
        ? [{ request_id: row.requestId, phase: name, from_ms: from - scheduledAt, to_ms: to - scheduledAt }]
        : []
    const waiting = phase('waiting', scheduledAt, startAt)
    if (row.errorClass === 'cancelled_by_run') return [...waiting, ...phase('cut off by the run', startAt, endAt)]
    if (row.errorClass === 'cancelled_by_client')
      return [...waiting, ...phase('cancelled by the client', startAt, endAt)]
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
