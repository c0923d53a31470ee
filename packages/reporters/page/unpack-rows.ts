import type { PackedColumn, PackedRows } from '../src/html/page-payload.js'

/** The rows of a chart, as they were before packing. */
export function unpackRows({ length, columns }: PackedRows): Record<string, unknown>[] {
  const entries = Object.entries(columns).map(([key, column]) => [key, valueOf(column)] as const)
  return Array.from({ length }, (_, at) => Object.fromEntries(entries.map(([key, value]) => [key, value(at)])))
}

/** One value of a packed column by its place. */
export function valueOf(column: PackedColumn): (at: number) => number | string | boolean | null {
  if ('values' in column) return (at) => column.values[at] ?? null
  return (at) => {
    const place = column.at[at]
    return place === null || place === undefined ? null : (column.texts[place] ?? null)
  }
}
