import { mean } from '../statistics/mean.js'
import { rowsByRound, type RunTable } from './run-table.js'

/** Arrivals a second, over all rounds: as they came, and as their schedule had them. `null` where no time passed. */
export type ArrivalRates = {
  readonly rateRps: number | null
  readonly plannedRateRps: number | null
  /** Of the requests: had to wait for a place under the user's own cap. */
  readonly waitedShare: number
}

export function arrivalRates(table: RunTable): ArrivalRates {
  const sum = { gaps: 0, ms: 0, plannedMs: 0 }
  for (const rows of rowsByRound(table).values()) {
    sum.gaps += rows.length - 1
    sum.ms += span(table.startAt, rows)
    sum.plannedMs += span(table.scheduledAt, rows)
  }
  const rate = (ms: number) => (ms > 0 ? sum.gaps / (ms / 1000) : null)
  return { rateRps: rate(sum.ms), plannedRateRps: rate(sum.plannedMs), waitedShare: mean(table.waited) ?? 0 }
}

function span(times: Float64Array, rows: readonly number[]): number {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const row of rows) {
    first = Math.min(first, times[row] as number)
    last = Math.max(last, times[row] as number)
  }
  return last > first ? last - first : 0
}
