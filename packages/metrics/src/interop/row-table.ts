import { type Column, createColumn } from '../run/column.js'

/** Rows of numbers kept as columns, 8 bytes a value, and made anew at each pass over them. */
export interface RowTable<Row> extends Iterable<Row> {
  readonly length: number
  push(row: Row): void
  /** The rows in ascending order of one field, each with the place at which it was pushed. */
  sortedBy(name: keyof Row): Iterable<readonly [Row, number]>
}

/** A table of rows that all have the same fields; `null` is kept as NaN, so no value may be NaN itself. */
export function createRowTable<Row extends Readonly<Record<keyof Row, number | null>>>(): RowTable<Row> {
  let columns: [keyof Row, Column][] | null = null
  let length = 0
  const reader = () => {
    const arrays = (columns ?? []).map(([name, column]) => [name, column.toArray()] as const)
    return (at: number) => {
      const row = {} as Record<keyof Row, number | null>
      for (const [name, values] of arrays) row[name] = Number.isNaN(values[at]) ? null : (values[at] as number)
      return row as Row
    }
  }
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
      const read = reader()
      for (let at = 0; at < length; at++) yield read(at)
    },
    *sortedBy(name) {
      const read = reader()
      const values = columns?.find(([each]) => each === name)?.[1].toArray() ?? new Float64Array(0)
      const order = Uint32Array.from({ length }, (_, at) => at)
      order.sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
      for (const at of order) yield [read(at), at]
    },
  }
}
