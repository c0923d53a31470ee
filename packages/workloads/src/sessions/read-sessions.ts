import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Session } from '@sagellm-benchmark/protocol-types/sessions'
import { createOddRows, type OddRows } from '../traces/odd-rows.js'
import type { RowFields } from '../traces/row-fields.js'
import { rowsOfText } from '../traces/rows-of-text.js'
import type { SessionFormat, SessionRow } from './session-format.js'
import { sessionFormatNamed, sessionFormatOf, sessionFormats } from './session-formats.js'
import { type SessionWindow, withinWindow } from './session-window.js'

/** What reading a file of sessions left out, and why. */
export type SessionReading = {
  /** Name of the format; `null` before the first row. */
  readonly format: string | null
  readonly rows: number
  /** Rows that could not be read, by their problem, the most frequent first. */
  readonly passedOver: readonly OddRows[]
  /** Rows that are used, but not altogether as they stand. */
  readonly usedOtherwise: readonly OddRows[]
  /** Sessions that began outside of the window asked for. */
  readonly notWanted: number
  readonly fieldsWithoutEffect: readonly string[]
}

/** How many rows at the beginning may be odd before the format must show. */
const ROWS_TO_LOOK_AT = 100

export type ReadSessionsOptions = Partial<SessionWindow> & {
  /** Names the file in messages. */
  readonly path: string
  /** Name of the format. @default by the fields of its first rows */
  readonly format?: string | null
  /** Formats beside those of the project. @default [] */
  readonly formats?: readonly SessionFormat[]
}

/** A file of sessions that is being read. */
export interface SessionReader {
  /** One after the other, as the bytes come; for one reading. */
  readonly sessions: AsyncGenerator<Session, void, undefined>
  /** Of what was read so far. */
  reading(): SessionReading
}

/**
 * Reads sessions as the bytes of their file come. A row that does not fit its format is passed over and counted; a field without
 * effect is named.
 *
 * @param chunks - the file's bytes, unpacked.
 * @throws BenchError while it is read: `corrupt_data` for a file without one usable session, `invalid_argument` where its format cannot
 *   be told, or none of its sessions lies within the window asked for.
 * @example for await (const { sessionId, turns } of readSessions(chunks, { path: 'agents.jsonl' }).sessions) { ... }
 */
export function readSessions(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadSessionsOptions,
): SessionReader {
  return readSessionRows(rowsOfText(chunks, options.path), options)
}

/** The same of rows whose fields are known already, e.g. those of a Parquet file. */
export function readSessionRows(source: AsyncIterable<RowFields>, options: ReadSessionsOptions): SessionReader {
  const { path, format: name = null, formats = [] } = options
  const window = { startSeconds: options.startSeconds ?? 0, durationSeconds: options.durationSeconds ?? null }
  const tally = createTally()
  async function* read(): AsyncGenerator<Session, void, undefined> {
    const rows = rowsOf(source, tally)
    try {
      const named = name === null ? null : sessionFormatNamed(name, formats)
      const { format, first } = await formatOf(rows, { path, named, formats, tally })
      tally.format = format.name
      let given = 0
      const all = format.read(startingWith(first, rows), tally)
      for await (const session of withinWindow(all, window, { path, notWanted: tally.notWanted })) {
        given += 1
        yield session
      }
      if (given === 0 && tally.reading().notWanted > 0)
        throw invalidArgument('sessions', path, 'none of them begins within the window asked for')
      if (given === 0) throw empty(path, { ...tally.reading(), format })
    } finally {
      // Who reads no further lets the file go.
      await rows.return()
    }
  }
  return { sessions: read(), reading: tally.reading }
}

type Tally = ReturnType<typeof createTally>

async function* rowsOf(source: AsyncIterable<RowFields>, tally: Tally): AsyncGenerator<SessionRow, void, undefined> {
  for await (const { fields, number } of source) {
    tally.rows += 1
    if (fields === null) tally.odd('is no object', number)
    else yield { fields, number }
  }
}

async function* startingWith(first: SessionRow, rows: AsyncIterable<SessionRow>): AsyncGenerator<SessionRow> {
  yield first
  yield* rows
}

type Showing = {
  readonly path: string
  readonly named: SessionFormat | null
  readonly formats: readonly SessionFormat[]
  readonly tally: Tally
}

/** The format of a file, and its first row of it: rows before it are passed over. */
async function formatOf(
  rows: AsyncGenerator<SessionRow, void, undefined>,
  { path, named, formats, tally }: Showing,
): Promise<{ readonly format: SessionFormat; readonly first: SessionRow }> {
  let unknown: SessionRow | null = null
  for (let looked = 0; looked < ROWS_TO_LOOK_AT; looked += 1) {
    const next = await rows.next()
    if (next.done) break
    const format = named ?? sessionFormatOf(next.value.fields, formats)
    if (format) return { format, first: next.value }
    tally.odd('has no fields of a known format', next.value.number)
    unknown ??= next.value
  }
  throw unknown === null ? empty(path, { ...tally.reading(), format: named }) : unknownFormat(path, unknown)
}

function createTally() {
  const odd = createOddRows()
  const otherwise = createOddRows()
  const idle = new Set<string>()
  let outside = 0
  const tally = {
    rows: 0,
    format: null as string | null,
    odd: odd.add,
    usedOtherwise: otherwise.add,
    notWanted() {
      outside += 1
    },
    withoutEffect(field: string) {
      if (idle.size < 200) idle.add(field)
    },
    reading: (): SessionReading => ({
      format: tally.format,
      rows: tally.rows,
      passedOver: odd.list(),
      usedOtherwise: otherwise.list(),
      notWanted: outside,
      fieldsWithoutEffect: [...idle],
    }),
  }
  return tally
}

function unknownFormat(path: string, { fields }: SessionRow): BenchError {
  const names = sessionFormats.map(({ name }) => name).join(', ')
  const held = Object.keys(fields).slice(0, 12).join(', ')
  return invalidArgument('sessions', path, `it has the fields ${held}; say which format it has: ${names}`)
}

type Empty = Pick<SessionReading, 'passedOver'> & { readonly format: SessionFormat | null }

function empty(path: string, { passedOver, format }: Empty): BenchError {
  const [worst] = passedOver
  const why = worst ? `: line ${worst.firstLine}: ${worst.problem}` : ''
  const hint =
    format === null ? 'check that the file is whole and the right one' : `${format.name} is: ${format.description}`
  return new BenchError('corrupt_data', `${path} has no usable session${why}`, { hint })
}
