import { percentile } from '../statistics/percentile.js'
import { outcome, type RunTable } from './run-table.js'

/**
 * Whether a request that a stall of the client touched is among those that make p99 of the time to the first token or of the whole
 * latency: then that percentile is the client's, however few the touched requests are.
 */
export function stalledTail(table: RunTable): boolean {
  const rows = [...table.stalled.keys()].filter((row) => table.outcome[row] === outcome.ok)
  if (!rows.some((row) => table.stalled[row] === 1)) return false
  return [table.firstTokenAt, table.lastTokenAt].some((end) => {
    const took = (row: number) => (end[row] as number) - (table.startAt[row] as number)
    const known = Float64Array.from(rows.map(took).filter((ms) => !Number.isNaN(ms))).sort()
    const p99 = percentile(known, 0.99)
    return p99 !== null && rows.some((row) => table.stalled[row] === 1 && took(row) >= p99)
  })
}
