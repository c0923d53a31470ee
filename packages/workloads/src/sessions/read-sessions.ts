import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Session } from '@sagellm-benchmark/protocol-types/sessions'
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
  readonly passedOver: readonly { readonly problem: string; readonly rows: number; readonly firstLine: number }[]
  readonly fieldsWithoutEffect: readonly string[]
}

export type ReadSessionsOptions = {
  /** Names the file in messages. */
  readonly path: string
  /** Name of the format. @default by the fields of its first row */
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
    const first = await rows.next()
    if (first.done) throw empty(path, tally.reading())
    const format = name === null ? shownBy(first.value, formats) : sessionFormatNamed(name, formats)
    if (format === null) throw unknownFormat(path, first.value)
    tally.format = format.name
    let given = 0
    for await (const session of format.read(startingWith(first.value, rows), tally)) {
      given += 1
      yield session
    }
    if (given === 0) throw empty(path, tally.reading())
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

function shownBy({ fields }: SessionRow, own: readonly SessionFormat[]): SessionFormat | null {
  return sessionFormatOf(Object.keys(fields), own)
}

function createTally() {
  const problems = new Map<string, { rows: number; readonly firstLine: number }>()
  const idle = new Set<string>()
  const tally = {
    rows: 0,
    format: null as string | null,
    odd(problem: string, firstLine: number) {
      const known = problems.get(problem)
      if (known) known.rows += 1
      else if (problems.size < 100) problems.set(problem, { rows: 1, firstLine })
    },
    withoutEffect(field: string) {
      if (idle.size < 200) idle.add(field)
    },
    reading: (): SessionReading => ({
      format: tally.format,
      rows: tally.rows,
      passedOver: [...problems].map(([problem, each]) => ({ problem, ...each })).sort((a, b) => b.rows - a.rows),
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

function empty(path: string, { passedOver }: SessionReading): BenchError {
  const [worst] = passedOver
  const why = worst ? `: line ${worst.firstLine}: ${worst.problem}` : ''
  return new BenchError('corrupt_data', `${path} has no usable session${why}`, {
    hint: 'give one session a line: {"session_id": "a", "turns": [{"turn_id": "1", "input": {"kind": "length", "tokens": 64}}]}',
  })
}
