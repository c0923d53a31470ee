import type { z } from 'zod'
import type { TraceRow } from './trace-row.js'

/** How one file format writes down requests and their times. */
export interface TraceFormat {
  /** What `--trace-format` names; its file is called the same, with hyphens. */
  readonly name: string
  readonly description: string
  /**
   * `json`: an object a line, or the entries of a list; an entry that is a list itself is the field `value`. `csv`: a line of names,
   * then rows. `plain`: one value a line, the field `value`.
   */
  readonly layout: 'json' | 'csv' | 'plain'
  /** `always`: recorded arrivals. `never`: a data set, whose prompts come in the order of the file. @default 'always' */
  readonly times?: 'always' | 'sometimes' | 'never'
  /** Tokens that one hash id stands for; `null` where the format has no ids. */
  readonly blockSize: number | null
  /** Fields that are obeyed, or that say nothing about the request. Every other one is named to the user. */
  readonly fields: readonly string[] | 'all'
  /** Fields of which one set must be there for a file to be taken for this format; empty: only a flag names it. */
  readonly signs: readonly (readonly string[])[]
  /** A row, or several requests of one. A row that does not fit is passed over and counted under the first problem. */
  readonly row: z.ZodType<TraceRow | readonly TraceRow[]>
}

/**
 * Declares a format of recorded requests. Of the project's own, its file and the list `traceFormats` are all that knows it; one
 * of a library user is passed on as `formats`.
 *
 * @example readTrace(chunks, { formats: [defineTrace({ name: 'ours', layout: 'csv', ... })] })
 */
export function defineTrace(format: TraceFormat): TraceFormat {
  return format
}
