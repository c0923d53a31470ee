import type { z } from 'zod'
import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import { createTraceCollector } from './collect-trace.js'
import type { TraceFormat } from './define-trace.js'
import { textLines } from './text-lines.js'
import { timedTraceOf } from './timed-trace.js'
import type { Trace, TraceReading } from './trace.js'
import { traceFormatNamed, traceFormats } from './trace-formats.js'
import { TraceOptions } from './trace-options.js'
import type { TraceRow } from './trace-row.js'
import { type RowFields, traceRows } from './trace-rows.js'

/** How many rows at the beginning may be odd before the format must show. */
const ROWS_TO_LOOK_AT = 100

/**
 * Reads recorded requests as the bytes of their file come, a line at a time. A row that does not fit its format is passed over and
 * counted; a field without effect is named.
 *
 * @param chunks - the file's bytes, unpacked.
 * @param options - `path` names the file in messages.
 * @param own - formats beside those of the project. @default []
 * @throws BenchError `corrupt_data` for a file without one usable row, `invalid_argument` where its format cannot be told or no
 * row is wanted.
 */
export async function readTrace(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: { readonly path: string } & Partial<TraceOptions>,
  { formats = [] }: { readonly formats?: readonly TraceFormat[] } = {},
): Promise<Trace> {
  const settings = TraceOptions.parse(options)
  const named = namedFormat(settings, formats)
  const collector = createTraceCollector()
  const tally = createTally()
  const wanted = wantedRows(settings)
  let format = named
  let unknown: RowFields | null = null

  for await (const { fields, number, formatShown } of traceRows(textLines(chunks, settings.path), {
    named,
    own: formats,
  })) {
    tally.rows += 1
    format ??= formatShown
    if (fields === null || format === null) {
      tally.odd(fields === null ? 'is no object' : 'has no fields of a known format', number)
      unknown ??= fields
      if (format === null && tally.rows >= ROWS_TO_LOOK_AT) throw unknownFormat(settings.path, unknown)
      continue
    }
    const parsed = format.row.safeParse(fields)
    tally.fields(fields)
    if (!parsed.success) tally.odd(problemOf(parsed.error), number)
    else if (!Number.isFinite(parsed.data.atMs)) tally.odd('its time is no finite number', number)
    else if (!wanted(parsed.data)) tally.notWanted += 1
    else collector.add(parsed.data)
    if (settings.requests !== null && collector.length() >= settings.requests) break
  }

  if (format === null) throw unknownFormat(settings.path, unknown)
  const reading = tally.reading(format)
  if (collector.length() === 0) throw nothingWanted(settings.path, format, reading)
  return collector.trace(format, reading, settings.blockSize ?? format.blockSize)
}

function namedFormat({ format, labels }: TraceOptions, own: readonly TraceFormat[]): TraceFormat | null {
  if (labels !== null) return timedTraceOf(labels)
  return format === null ? null : traceFormatNamed(format, own)
}

function wantedRows(settings: TraceOptions): (row: TraceRow) => boolean {
  const { startSeconds, durationSeconds, minPromptTokens, maxPromptTokens } = settings
  const windowed = startSeconds > 0 || durationSeconds !== null
  let first: number | null = null
  return ({ atMs, inputTokens }) => {
    first ??= atMs
    const seconds = (atMs - first) / 1000
    // In a file that is not in order a row may lie before its first one, and so before every window.
    if (windowed && seconds < startSeconds) return false
    if (durationSeconds !== null && seconds >= startSeconds + durationSeconds) return false
    if (inputTokens === null) return true
    return inputTokens >= (minPromptTokens ?? 1) && inputTokens <= (maxPromptTokens ?? Number.POSITIVE_INFINITY)
  }
}

function createTally() {
  const problems = new Map<string, { rows: number; readonly firstLine: number }>()
  const seen = new Set<string>()
  return {
    rows: 0,
    notWanted: 0,
    odd(problem: string, firstLine: number) {
      const known = problems.get(problem)
      if (known) known.rows += 1
      else if (problems.size < 100) problems.set(problem, { rows: 1, firstLine })
    },
    fields(row: RowFields) {
      if (seen.size < 200) for (const name of Object.keys(row)) seen.add(name)
    },
    reading(format: TraceFormat): Omit<TraceReading, 'sorted'> {
      return {
        rows: this.rows,
        notWanted: this.notWanted,
        passedOver: [...problems].map(([problem, each]) => ({ problem, ...each })).sort((a, b) => b.rows - a.rows),
        fieldsWithoutEffect: [...seen].filter((name) => !format.fields.includes(name)),
      }
    },
  }
}

function problemOf({ issues: [issue] }: z.ZodError): string {
  const field = issue?.path.filter((each) => typeof each === 'string').join('.') ?? ''
  return `${field === '' ? '' : `${field}: `}${plainProblem(issue)}`
}

function unknownFormat(path: string, fields: RowFields | null): BenchError {
  const names = traceFormats.map(({ name }) => name).join(', ')
  const held =
    fields === null ? 'holds no row of a known format' : `has the fields ${Object.keys(fields).slice(0, 12).join(', ')}`
  return invalidArgument('trace', path, `it ${held}; say which format it has: ${names}`)
}

function nothingWanted(
  path: string,
  format: TraceFormat,
  { rows, notWanted, passedOver }: Omit<TraceReading, 'sorted'>,
): BenchError {
  if (notWanted > 0)
    return invalidArgument(
      'trace',
      path,
      `none of its ${rows} rows lies within the window and the prompt lengths asked for`,
    )
  const [worst] = passedOver
  const why = worst ? `: line ${worst.firstLine}: ${worst.problem}` : ''
  return new BenchError('corrupt_data', `${path} has no usable row of a ${format.name} trace${why}`, {
    hint: `a ${format.name} trace is: ${format.description}`,
  })
}
