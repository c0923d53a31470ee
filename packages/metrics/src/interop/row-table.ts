import { type Column, createColumn } from '../run/column.js'

/** Rows of numbers kept as columns, 8 bytes a value, and made anew at each pass over them. */
export interface RowTable<Row> extends Iterable<Row> {
  readonly length: number
  push(row: Row): void
}

/** A table of rows that all have the same fields; `null` is kept as NaN, so no value may be NaN itself. */
export function createRowTable<Row extends Readonly<Record<keyof Row, number | null>>>(): RowTable<Row> {
  let columns: [keyof Row, Column][] | null = null
  let length = 0
  return {
    get length() {
      return length
    },
    push(row) {
      columns ??= (Object.keys(row) as (keyof Row)[]).map((name) => [name, createColumn()])
      for (const [name, column] of columns) column.push(row[name] ?? Number.NaN)
      length++
    },
    *[Symbol.iterator]() {
      const arrays = (columns ?? []).map(([name, column]) => [name, column.toArray()] as const)
      for (let at = 0; at < length; at++) {
        const row = {} as Record<keyof Row, number | null>
        for (const [name, values] of arrays) row[name] = Number.isNaN(values[at]) ? null : (values[at] as number)
        yield row as Row
      }
    },
  }
}
