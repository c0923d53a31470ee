import type { Concurrency } from '../formulas/compute.js'
import type { MeasuredWindow } from './measured-windows.js'
import type { RunTable } from './run-table.js'

/** @returns both `null` for no requests; the average also where the windows have no length. */
export function concurrency(table: RunTable, windows: readonly MeasuredWindow[]): Concurrency {
  let inFlightMs = 0
  let windowMs = 0
  for (const { from, to, rows } of windows) {
    windowMs += to - from
    for (const row of rows) {
      const overlap = Math.min(to, table.endAt[row] as number) - Math.max(from, table.startAt[row] as number)
      inFlightMs += Math.max(0, overlap)
    }
  }
  const peak = table.round.length === 0 ? null : sweep(table, Number.POSITIVE_INFINITY).peak
  return { average: windowMs > 0 ? inFlightMs / windowMs : null, peak }
}

/** When this many requests were first in flight together, ms; `null` if they never were. */
export function firstReached(table: RunTable, inFlight: number): number | null {
  return sweep(table, inFlight).reachedAt
}

/** Walks starts and ends in time order. At one instant ends come first: the next request takes the place of the last. */
function sweep(table: RunTable, target: number): { peak: number; reachedAt: number | null } {
  const starts = table.startAt.slice().sort()
  const ends = table.endAt.slice().sort()
  let peak = 0
  let started = 0
  let ended = 0
  for (const start of starts) {
    // Only what has started can end, so that a request of no length does not count as minus one.
    while (ended < started && (ends[ended] as number) <= start) ended++
    started++
    const inFlight = started - ended
    peak = Math.max(peak, inFlight)
    if (inFlight >= target) return { peak, reachedAt: start }
  }
  return { peak, reachedAt: null }
}
