import { BenchError } from '@sagellm-benchmark/protocol-types'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { startsOf } from '../rows/row-of-starts.js'
import { keyOf, nameOf } from './perf-pairs.js'

/** No time in ms and no rate of an engine is larger: thirty years, a trillion tokens a second. */
export const LARGEST = 1e12

/**
 * Refuses a file of ours without rows, and rows that nobody can have measured: a row that stands twice, a negative or absurd figure, an interval upside down.
 *
 * @param source - what a message calls the file, e.g. its path.
 * @throws BenchError `corrupt_data`.
 */
export function checkPerfRows(
  { schemaVersion, rows }: Pick<E2ePerfFile, 'schemaVersion' | 'rows'>,
  source: string,
): void {
  // Files of the original may hold a summary alone.
  if (schemaVersion !== null && rows.length === 0)
    throw corrupt(`${source} has no rows, so nothing of it can be compared`, 'measure it again')
  const keys = rows.map(keyOf)
  const again = rows.find((_, at) => keys.indexOf(keys[at] as string) !== at)
  if (again)
    throw corrupt(`${source} holds ${nameOf(again)} twice`, 'leave one of them: which one counts nobody can say')
  for (const row of rows) {
    const wrong = wrongFigure(row)
    if (wrong !== null)
      throw corrupt(`${source}, row ${nameOf(row)}: ${wrong}`, 'measure again, or leave the row out of the file')
  }
}

function wrongFigure(row: E2ePerfRow): string | null {
  for (const { metric, metricField } of figuresIn('row')) {
    const values = [row[metricField], ...startsOf(row).map((start) => start[metricField])]
    const odd = values.find((value) => value !== null && !(value >= 0 && value <= LARGEST))
    if (odd !== undefined) return `${metric.wire} cannot be ${odd}`
    const { low = null, high = null } = row.intervals[metric.wire] ?? {}
    if (low !== null && high !== null && !(low <= high))
      return `the interval of ${metric.wire} cannot be from ${low} to ${high}`
  }
  return null
}

function corrupt(message: string, hint: string): BenchError {
  return new BenchError('corrupt_data', message, { hint })
}
