import { outcome, type RunTable, rowsByRound } from './run-table.js'

/**
 * What counts as measured time.
 * - `continuous`: first start to last token, or failure, of the measured phase; rounds flow into one another.
 * - `rounds`: each round by itself, first start to last token or failure; the time between rounds (another target's turn) is not measured.
 * - `batch`: each round from its release to its last token; the time between rounds is not measured.
 */
export type WindowKind = 'continuous' | 'rounds' | 'batch'

/** One stretch of measured time, ms on the records' clock, with the rows that belong to it. */
export type MeasuredWindow = { readonly from: number; readonly to: number; readonly rows: readonly number[] }

/**
 * The measured windows of a run. A rate over several windows is its total divided by their summed length: the mean weighted by
 * time, so that a slow round counts for as long as it took.
 *
 * @returns none for an empty table.
 */
export function measuredWindows(table: RunTable, kind: WindowKind): MeasuredWindow[] {
  if (kind === 'continuous') {
    const rows = Array.from(table.round.keys())
    return rows.length === 0 ? [] : [windowOf(table, rows, kind)]
  }
  return [...rowsByRound(table).values()].map((rows) => windowOf(table, rows, kind))
}

/** Summed length in seconds; `null` where there is none, because nothing can be divided by it. */
export function measuredSeconds(windows: readonly MeasuredWindow[]): number | null {
  const ms = windows.reduce((total, { from, to }) => total + (to - from), 0)
  return ms > 0 ? ms / 1000 : null
}

function windowOf(table: RunTable, rows: readonly number[], kind: WindowKind): MeasuredWindow {
  let from = Number.POSITIVE_INFINITY
  let lastEnd = Number.NEGATIVE_INFINITY
  let lastToken = Number.NEGATIVE_INFINITY
  for (const row of rows) {
    from = Math.min(from, table.startAt[row] as number)
    const token = table.lastTokenAt[row] as number
    if (token > lastToken) lastToken = token
    // What comes after the last token of an answer (usage, the end of the stream) is no part of it.
    const whole = table.outcome[row] === outcome.ok && !Number.isNaN(token)
    lastEnd = Math.max(lastEnd, whole ? token : (table.endAt[row] as number))
  }
  // A batch in which nobody got a token still took its time.
  const to = kind === 'batch' && lastToken >= from ? lastToken : lastEnd
  return { from, to, rows }
}
