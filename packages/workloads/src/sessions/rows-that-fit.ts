import { Session, type SessionInput } from '@sagellm-benchmark/protocol-types/sessions'
import type { z } from 'zod'
import { rowProblem } from '../traces/odd-rows.js'
import type { SessionNotes, SessionRow } from './session-format.js'

export type FittingRow<Row> = { readonly row: Row; readonly number: number }

export type RowsThatFitOptions<Row> = {
  readonly schema: z.ZodType<Row>
  /** Fields that are obeyed, or that only describe the row; every other one is named to the user. */
  readonly known: readonly string[]
  readonly notes: SessionNotes
}

/** The rows that fit the schema of a format; others are passed over under their problem. */
export async function* rowsThatFit<Row>(
  rows: AsyncIterable<SessionRow>,
  { schema, known, notes }: RowsThatFitOptions<Row>,
): AsyncGenerator<FittingRow<Row>, void, undefined> {
  for await (const { fields, number } of rows) {
    nameUnknown(fields, { known, notes })
    const parsed = schema.safeParse(fields)
    if (parsed.success) yield { row: parsed.data, number }
    else notes.odd(rowProblem(parsed.error), number)
  }
}

/**
 * Names the fields that change nothing.
 *
 * @param under - name of the field that they stand in. @default the row itself
 */
export function nameUnknown(
  fields: object,
  { known, notes, under }: { readonly known: readonly string[]; readonly notes: SessionNotes; readonly under?: string },
): void {
  for (const [name, value] of Object.entries(fields))
    if (value !== null && !known.includes(name)) notes.withoutEffect(under === undefined ? name : `${under}.${name}`)
}

/** A session as a format made it; one that the schema refuses is passed over. */
export function* checkedSession(
  session: SessionInput,
  { notes, number }: { readonly notes: SessionNotes; readonly number: number },
): Generator<Session, void, undefined> {
  const parsed = Session.safeParse(session)
  if (parsed.success) yield parsed.data
  else notes.odd(rowProblem(parsed.error), number)
}

/** Sessions in the order of their begin, where all of them have one: those that are recorded are replayed at it. */
export function byStart<Begun extends { readonly startMs?: number | null | undefined }>(
  sessions: readonly Begun[],
): readonly Begun[] {
  if (sessions.some(({ startMs }) => startMs == null)) return sessions
  return [...sessions].sort((a, b) => (a.startMs as number) - (b.startMs as number))
}
