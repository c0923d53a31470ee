import type { RunTable } from './run-table.js'

/** Starts per second, from the gaps between them: n starts have n - 1. `null` below two, or all at one instant. */
export function startRate(table: RunTable): number | null {
  const first = table.startAt.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const last = table.startAt.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return last > first ? (table.startAt.length - 1) / ((last - first) / 1000) : null
}
