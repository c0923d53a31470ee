import { csvCells } from './csv-cells.js'
import type { TraceFormat } from './define-trace.js'
import { parseTraceJson } from './parse-trace-json.js'
import type { NumberedText } from './text-lines.js'

export type Fields = Readonly<Record<string, unknown>>

/** A row of a file before its format is looked at. */
export type RowFields = {
  /** `null` for what is no row. */
  readonly fields: Fields | null
  /** The line that it begins on, or its place in a file without lines; from 1. */
  readonly number: number
  readonly layout: TraceFormat['layout']
}

type Layout = TraceFormat['layout']

/** Characters of one row of a CSV file, whose cells may hold line ends: a quote that nothing closes must not take the whole file. */
const MAX_CSV_ROW = 4 << 20

/**
 * The rows of a text by the names of their fields, whichever way it writes them.
 *
 * @param named - the format that the user named. Whether its rows are JSON or CSV is seen all the same.
 */
export async function* fieldsOfTexts(
  texts: AsyncIterable<NumberedText>,
  named: TraceFormat | null,
): AsyncGenerator<RowFields> {
  const source = texts[Symbol.asyncIterator]()
  try {
    const first = await source.next()
    if (first.done) return
    const layout = layoutOf(first.value[0], named)
    const all = (async function* () {
      yield first.value
      yield* { [Symbol.asyncIterator]: () => source }
    })()
    let names: readonly string[] | null = null
    for await (const [text, number] of layout === 'csv' ? csvRows(all) : all) {
      if (layout === 'csv' && names === null) names = csvCells(text)
      else yield { fields: fieldsOf(text, layout, names ?? []), number, layout }
    }
  } finally {
    // Who reads no further lets the file go.
    await source.return?.()
  }
}

/** Lines that belong together because a cell in quotes goes on behind their end. Each line is looked at once. */
async function* csvRows(lines: AsyncIterable<NumberedText>): AsyncGenerator<NumberedText> {
  let open: { readonly parts: string[]; readonly line: number; length: number; last: number } | null = null
  for await (const [text, number] of lines) {
    const turns = hasOddQuotes(text)
    if (open === null) {
      if (turns) open = { parts: [text], line: number, length: text.length, last: number }
      else yield [text, number]
      continue
    }
    // Blank lines do not come; inside of a cell they are part of it.
    open.parts.push('\n'.repeat(number - open.last), text)
    open.length += number - open.last + text.length
    open.last = number
    if (!turns && open.length < MAX_CSV_ROW) continue
    yield [open.parts.join(''), open.line]
    open = null
  }
  if (open !== null) yield [open.parts.join(''), open.line]
}

function hasOddQuotes(text: string): boolean {
  let quotes = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1
  return quotes % 2 === 1
}

function layoutOf(line: string, named: TraceFormat | null): Layout {
  if (named?.layout === 'plain') return 'plain'
  const text = line.trim()
  if (/^[[{"]|^null$/.test(text)) return named?.layout === 'csv' && text.startsWith('"') ? 'csv' : 'json'
  return named !== null || /^[A-Za-z"][^,]*,/.test(text) ? 'csv' : 'plain'
}

function fieldsOf(line: string, layout: Layout, names: readonly string[]): Fields | null {
  if (layout === 'plain') return { value: line.trim() }
  if (layout === 'csv') {
    const cells = csvCells(line)
    if (cells.length !== names.length) return null
    return Object.fromEntries(names.map((name, at) => [name, cells[at]]))
  }
  const value = parseTraceJson(line)
  if (Array.isArray(value)) return { value }
  return typeof value === 'object' && value !== null ? (value as Fields) : null
}
