import { csvCells } from './csv-cells.js'
import type { TraceFormat } from './define-trace.js'
import { parseTraceJson } from './parse-trace-json.js'
import { traceFormatOf } from './trace-formats.js'

export type RowFields = Readonly<Record<string, unknown>>

export type ReadRow = {
  /** `null` for a line that is no row. */
  readonly fields: RowFields | null
  readonly number: number
  /** The format that this row's fields show, where none was named. */
  readonly formatShown: TraceFormat | null
}

type Lines = AsyncIterable<readonly [line: string, number: number]>
type Layout = TraceFormat['layout']

export type TraceRowsOptions = { readonly named: TraceFormat | null; readonly own: readonly TraceFormat[] }

/** The rows of a file by the names of their fields, whichever way its lines write them. */
export async function* traceRows(lines: Lines, { named, own }: TraceRowsOptions): AsyncGenerator<ReadRow> {
  let layout: Layout | null = named?.layout ?? null
  let names: readonly string[] | null = null
  let formatShown: TraceFormat | null = null

  for await (const [line, number] of lines) {
    layout ??= layoutOf(line)
    if (layout === 'csv' && names === null) {
      names = csvCells(line)
      continue
    }
    const fields = fieldsOf(line, layout, names ?? [])
    if (named === null && formatShown === null && fields !== null)
      formatShown = traceFormatOf(layout, Object.keys(fields), own)
    yield { fields, number, formatShown }
  }
}

function layoutOf(line: string): Layout {
  const text = line.trim()
  if (/^[[{"]|^null$/.test(text)) return 'json'
  return /^[A-Za-z"][^,]*,/.test(text) ? 'csv' : 'plain'
}

function fieldsOf(line: string, layout: Layout, names: readonly string[]): RowFields | null {
  if (layout === 'plain') return { value: line.trim() }
  if (layout === 'csv') {
    const cells = csvCells(line)
    if (cells.length !== names.length) return null
    return Object.fromEntries(names.map((name, at) => [name, cells[at]]))
  }
  const value = parseTraceJson(line)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RowFields) : null
}
