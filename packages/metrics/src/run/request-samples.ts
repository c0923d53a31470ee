import { type RunTable, outcome } from './run-table.js'

/** The per-request values of the successful requests, ms (throughput: tokens per second), unknown ones left out. */
export type RequestSamples = {
  readonly ttft: Float64Array
  readonly ttfo: Float64Array
  readonly ttftFromSchedule: Float64Array
  readonly tbt: Float64Array
  readonly e2el: Float64Array
  readonly throughput: Float64Array
}

export function requestSamples(table: RunTable): RequestSamples {
  const { firstTokenAt, firstOutputAt, lastTokenAt, startAt, scheduledAt, outputTokens, tbtMs } = table
  const at = (column: Float64Array, row: number) => column[row] as number
  const e2e = (row: number) => at(lastTokenAt, row) - at(startAt, row)
  return {
    ttft: sample(table, (row) => at(firstTokenAt, row) - at(startAt, row)),
    ttfo: sample(table, (row) => at(firstOutputAt, row) - at(startAt, row)),
    ttftFromSchedule: sample(table, (row) => at(firstTokenAt, row) - at(scheduledAt, row)),
    tbt: sample(table, (row) => at(tbtMs, row)),
    e2el: sample(table, e2e),
    throughput: sample(table, (row) => (e2e(row) > 0 ? at(outputTokens, row) / (e2e(row) / 1000) : Number.NaN)),
  }
}

function sample(table: RunTable, value: (row: number) => number): Float64Array {
  const values = new Float64Array(table.round.length)
  let size = 0
  for (let row = 0; row < values.length; row++) {
    if (table.outcome[row] !== outcome.ok) continue
    const each = value(row)
    if (!Number.isNaN(each)) values[size++] = each
  }
  return values.slice(0, size)
}
