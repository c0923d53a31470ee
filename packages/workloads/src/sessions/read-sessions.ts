import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Session } from '@sagellm-benchmark/protocol-types/sessions'
import { createOddRows, type OddRows } from '../traces/odd-rows.js'
import { fieldsOfTexts } from '../traces/row-fields.js'
import { rowTexts } from '../traces/row-texts.js'
import { textPieces } from '../traces/text-pieces.js'
import type { SessionFormat, SessionRow } from './session-format.js'
import { sessionFormatNamed, sessionFormatOf, sessionFormats } from './session-formats.js'

/** What reading a file of sessions left out, and why. */
export type SessionReading = {
  /** Name of the format; `null` before the first row. */
  readonly format: string | null
  readonly rows: number
  /** Rows that could not be read, by their problem, the most frequent first. */
  readonly passedOver: readonly OddRows[]
  /** Rows that are used, but not altogether as they stand. */
  readonly usedOtherwise: readonly OddRows[]
  readonly fieldsWithoutEffect: readonly string[]
}

/** How many rows at the beginning may be odd before the format must show. */
const ROWS_TO_LOOK_AT = 100

export type ReadSessionsOptions = {
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
 *   be told.
 * @example for await (const { sessionId, turns } of readSessions(chunks, { path: 'agents.jsonl' }).sessions) { ... }
 */
export function readSessions(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { path, format: name = null, formats = [] }: ReadSessionsOptions,
): SessionReader {
  const tally = createTally()
  async function* read(): AsyncGenerator<Session, void, undefined> {
    const rows = rowsOf(chunks, path, tally)
    try {
      const named = name === null ? null : sessionFormatNamed(name, formats)
      const { format, first } = await formatOf(rows, { path, named, formats, tally })
      tally.format = format.name
      let given = 0
      for await (const session of format.read(startingWith(first, rows), tally)) {
        given += 1
        yield session
      }
      if (given === 0) throw empty(path, { ...tally.reading(), format })
    } finally {
      // Who reads no further lets the file go.
      await rows.return()
    }
  }
  return { sessions: read(), reading: tally.reading }
}

type Tally = ReturnType<typeof createTally>

async function* rowsOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
  tally: Tally,
): AsyncGenerator<SessionRow, void, undefined> {
  for await (const { fields, number } of fieldsOfTexts(rowTexts(textPieces(chunks, path), path), null)) {
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
  const tally = {
    rows: 0,
    format: null as string | null,
    odd: odd.add,
    usedOtherwise: otherwise.add,
    withoutEffect(field: string) {
      if (idle.size < 200) idle.add(field)
    },
    reading: (): SessionReading => ({
      format: tally.format,
      rows: tally.rows,
      passedOver: odd.list(),
      usedOtherwise: otherwise.list(),
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
