import type { Session } from '@sagellm-benchmark/protocol-types/sessions'

/** A row of a file by the names of its fields. Whole numbers of 16 digits and more arrive as texts, so that none is rounded. */
export type SessionRow = { readonly fields: Readonly<Record<string, unknown>>; readonly number: number }

/** Hears of what is left out. */
export interface SessionNotes {
  /** A row that is no part of a session is passed over, and counted under its problem. */
  odd(problem: string, rowNumber: number): void
  /** A row that is used, but not altogether as it stands, with what is different. */
  usedOtherwise(how: string, rowNumber: number): void
  /** A field that is in the file and changes nothing. */
  withoutEffect(field: string): void
}

/** How one file format writes down sessions. */
export interface SessionFormat {
  /** What `--session-format` names; its file is called the same, with hyphens. */
  readonly name: string
  readonly description: string
  /**
   * Fields of which one set must be there for a file to be taken for this format; empty: only a flag names it. `turns.text` is a field
   * of the first entry of the list `turns`, or of the object.
   */
  readonly signs: readonly (readonly string[])[]
  /**
   * The sessions of the rows, as the rows come: one that is complete is given at once, so that a file of any length needs little memory.
   * Each has to pass the schema `Session`.
   */
  read(rows: AsyncIterable<SessionRow>, notes: SessionNotes): AsyncIterable<Session>
}

/**
 * Declares a format of session files. Of the project's own, its file and the list `sessionFormats` are all that knows it; one of a
 * library user is passed on as `sessionFormats`.
 *
 * @example readSessions(chunks, { path, formats: [defineSessionFormat({ name: 'ours', ... })] })
 */
export function defineSessionFormat(format: SessionFormat): SessionFormat {
  return format
}
