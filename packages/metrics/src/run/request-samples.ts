import type { RequestValues } from '../formulas/compute.js'
import { outcome, rowCursor, type RunTable } from './run-table.js'
import { createSample, type Sample } from './sample.js'

type Formula = (request: RequestValues) => number

/**
 * A metric's values of the successful requests; unknown ones are left out. The last sample is kept, because neighbours in the catalogue
 * may share a formula; more of them would take the memory of a large run.
 */
export function createRequestSamples(table: RunTable): (value: Formula) => Sample {
  let last: { readonly value: Formula; readonly sample: Sample } | null = null
  return (value) => {
    if (last?.value !== value) last = { value, sample: createSample(valuesOf(table, value)) }
    return last.sample
  }
}

function valuesOf(table: RunTable, value: Formula): Float64Array {
  const values = new Float64Array(table.round.length)
  const request = rowCursor(table)
  let size = 0
  for (let row = 0; row < values.length; row++) {
    if (table.outcome[row] !== outcome.ok) continue
    request.row = row
    const each = value(request)
    if (!Number.isNaN(each)) values[size++] = each
  }
  return values.slice(0, size)
}
