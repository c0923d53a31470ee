import type { RequestValues } from '../formulas/compute.js'
import { outcome, rowCursor, type RunTable } from './run-table.js'
import { createSample, type Sample } from './sample.js'

/** A metric's values of the successful requests, in the order of the table; unknown ones are left out. */
export function requestSample(table: RunTable, value: (request: RequestValues) => number): Sample {
  const values = new Float64Array(table.round.length)
  const rounds = new Float64Array(table.round.length)
  const request = rowCursor(table)
  let size = 0
  for (let row = 0; row < values.length; row++) {
    if (table.outcome[row] !== outcome.ok) continue
    request.row = row
    const each = value(request)
    if (Number.isNaN(each)) continue
    rounds[size] = table.round[row] as number
    values[size++] = each
  }
  return createSample(values.slice(0, size), rounds.slice(0, size))
}
