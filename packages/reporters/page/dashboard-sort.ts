import type { DashboardRow } from '../src/dashboard/dashboard-payload.js'
import { cellOf } from '../src/dashboard/known-columns.js'

export type SortState = { readonly by: string; readonly descending: boolean }

/** A click on a head: the other way round where it sorts already, else the best on top. */
export function toggledSort(
  sort: SortState,
  { name, better }: { readonly name: string; readonly better: 'higher' | 'lower' },
): SortState {
  return sort.by === name ? { by: name, descending: !sort.descending } : { by: name, descending: better === 'higher' }
}

/** In the order that is asked for; rows without the value stand last, whichever way it goes. */
export function sortedRows(rows: readonly DashboardRow[], { by, descending }: SortState): DashboardRow[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [cellOf(a, by), cellOf(b, by)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    const order = left < right ? -1 : left > right ? 1 : 0
    return descending ? -order : order
  })
}
