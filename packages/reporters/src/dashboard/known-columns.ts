import type { DashboardRow } from './dashboard-payload.js'

/** What a row says under a column: a figure, or one of the row's own words. `null` where it says nothing. */
export function cellOf(row: DashboardRow, name: string): string | number | null {
  if (name === 'entry' || name === 'model' || name === 'at' || name === 'errorRate') return row[name]
  return row.figures[name] ?? null
}

/** The columns under which one of the rows at least says something. */
export function knownColumns<Column extends { readonly name: string }>(
  columns: readonly Column[],
  rows: readonly DashboardRow[],
): Column[] {
  return columns.filter(({ name }) => rows.some((row) => cellOf(row, name) !== null))
}
