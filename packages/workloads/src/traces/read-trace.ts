import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { createTraceCollector } from './collect-trace.js'
import type { TraceFormat } from './define-trace.js'
import { createOddRows, rowProblem } from './odd-rows.js'
import type { Fields, RowFields } from './row-fields.js'
import { rowsOfText } from './rows-of-text.js'
import type { Bytes } from './text-pieces.js'
import { timedTraceOf } from './timed-trace.js'
import type { Trace, TraceReading } from './trace.js'
import { traceFormatNamed, traceFormatOf, traceFormats } from './trace-formats.js'
import { TraceOptions } from './trace-options.js'
import type { TraceRow } from './trace-row.js'

/** How many rows at the beginning may be odd before the format must show. */
const ROWS_TO_LOOK_AT = 100

export type ReadTraceOptions = {
  /** Formats beside those of the project. @default [] */
  readonly formats?: readonly TraceFormat[]
}

/**
 * Reads recorded requests as the bytes of their file come, a row at a time. A row that does not fit its format is passed over and
 * counted; a field without effect is named.
 *
 * @param chunks - the file's bytes, unpacked.
 * @param options - `path` names the file in messages.
 * @throws BenchError `corrupt_data` for a file without one usable row, `invalid_argument` where its format cannot be told or no
 * row is wanted.
 */
export async function readTrace(
  chunks: Bytes,
  options: { readonly path: string } & Partial<TraceOptions>,
  { formats = [] }: ReadTraceOptions = {},
): Promise<Trace> {
  const settings = TraceOptions.parse(options)
  const rows = rowsOfText(chunks, settings.path, { named: namedFormat(settings, formats) })
  return readTraceRows(rows, settings, { formats })
}

/** The same of rows whose fields are known already, e.g. those of a Parquet file. */
export async function readTraceRows(
  rows: AsyncIterable<RowFields>,
  options: { readonly path: string } & Partial<TraceOptions>,
  { formats = [] }: ReadTraceOptions = {},
): Promise<Trace> {
  const settings = TraceOptions.parse(options)
  const collector = createTraceCollector()
  const tally = createTally()
  const wanted = wantedRows(settings)
  let format = namedFormat(settings, formats)
  let unknown: Fields | null = null

  for await (const { fields, number, layout } of rows) {
    tally.rows += 1
    if (fields !== null && format === null)
      format = traceFormatOf(layout, Object.keys(fields), { own: formats, use: settings.use })
    if (fields === null || format === null) {
      tally.odd(fields === null ? 'is no object' : 'has no fields of a known format', number)
      unknown ??= fields
      if (format === null && tally.rows >= ROWS_TO_LOOK_AT) throw unknownFormat(settings, unknown)
      continue
    }
    tally.fields(fields)
    const parsed = format.row.safeParse(fields)
    if (!parsed.success) tally.odd(rowProblem(parsed.error), number)
    else for (const row of listOf(parsed.data)) take(row, number)
    if (settings.requests !== null && collector.length() >= settings.requests) break
  }

  function take(row: TraceRow, number: number): void {
    tally.inner(row.withoutEffect ?? [])
    if (settings.use === 'times' && row.atMs === null) tally.odd('has no time', number)
    else if (!Number.isFinite(row.atMs ?? 0)) tally.odd('its time is no finite number', number)
    else if (!wanted(row)) tally.notWanted += 1
    else collector.add(settings.use === 'times' ? row : { ...row, atMs: null })
  }

  if (format === null) throw unknownFormat(settings, unknown)
  const reading = tally.reading(format)
  if (collector.length() === 0) throw nothingWanted(settings, format, reading)
  return collector.trace(format, reading, settings.blockSize ?? format.blockSize)
}

function listOf(rows: TraceRow | readonly TraceRow[]): readonly TraceRow[] {
  return Array.isArray(rows) ? (rows as readonly TraceRow[]) : [rows as TraceRow]
}

function namedFormat({ format, labels }: TraceOptions, own: readonly TraceFormat[]): TraceFormat | null {
  if (labels !== null) return timedTraceOf(labels)
  return format === null ? null : traceFormatNamed(format, own)
}

function wantedRows(settings: TraceOptions): (row: TraceRow) => boolean {
  const { startSeconds, durationSeconds, minPromptTokens, maxPromptTokens } = settings
  const windowed = settings.use === 'times' && (startSeconds > 0 || durationSeconds !== null)
  let first: number | null = null
  return ({ atMs, inputTokens }) => {
    first ??= atMs
    const seconds = ((atMs ?? 0) - (first ?? 0)) / 1000
    // In a file that is not in order a row may lie before its first one, and so before every window.
    if (windowed && seconds < startSeconds) return false
    if (windowed && durationSeconds !== null && seconds >= startSeconds + durationSeconds) return false
    if (inputTokens === null) return true
    return inputTokens >= (minPromptTokens ?? 1) && inputTokens <= (maxPromptTokens ?? Number.POSITIVE_INFINITY)
  }
}

function createTally() {
  const odd = createOddRows()
  const seen = new Set<string>()
  const inside = new Set<string>()
  return {
    rows: 0,
    notWanted: 0,
    odd: odd.add,
    fields(row: Fields) {
      if (seen.size < 200) for (const name of Object.keys(row)) seen.add(name)
    },
    /** Fields inside of others, which the format itself found to change nothing. */
    inner(paths: readonly string[]) {
      for (const path of paths) if (inside.size < 200) inside.add(path)
    },
    reading(format: TraceFormat): Omit<TraceReading, 'sorted'> {
      const { fields } = format
      const ignored = fields === 'all' ? [] : [...seen].filter((name) => !fields.includes(name))
      return {
        rows: this.rows,
        notWanted: this.notWanted,
        passedOver: odd.list(),
        fieldsWithoutEffect: [...ignored, ...inside],
      }
    },
  }
}

function unknownFormat({ path, use }: TraceOptions, fields: Fields | null): BenchError {
  const usable = traceFormats.filter(({ times }) => use === 'prompts' || times !== 'never')
  const names = usable.map(({ name }) => name).join(', ')
  const held =
    fields === null ? 'holds no row of a known format' : `has the fields ${Object.keys(fields).slice(0, 12).join(', ')}`
  const prompts = fields === null ? null : traceFormatOf('json', Object.keys(fields), { use: 'prompts' })
  if (prompts?.times === 'never')
    return invalidArgument(
      'trace',
      path,
      `its rows are those of ${prompts.name} and have no times: give it as --dataset-path`,
    )
  const what = use === 'prompts' ? 'data set' : 'trace'
  return invalidArgument(what, path, `it ${held}; say which format it has: ${names}`)
}

function nothingWanted(
  { path, use }: TraceOptions,
  format: TraceFormat,
  { rows, notWanted, passedOver }: Omit<TraceReading, 'sorted'>,
): BenchError {
  if (notWanted > 0)
    return invalidArgument(
      use === 'prompts' ? 'data set' : 'trace',
      path,
      `none of its ${rows} rows lies within the window and the prompt lengths asked for`,
    )
  const [worst] = passedOver
  const why = worst ? `: line ${worst.firstLine}: ${worst.problem}` : ''
  return new BenchError('corrupt_data', `${path} has no usable row of the format ${format.name}${why}`, {
    hint: `${format.name} is: ${format.description}`,
  })
}
