import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import type { OddRows } from './odd-rows.js'

/** What a trace says of one request, without its time. */
export type TracedRequest = {
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly messages: readonly ChatMessage[] | null
  /** The recorded answer. @default null */
  readonly reply?: string | null
  /** Fields of the request's body that it wants beside its prompt. @default null */
  readonly extraBody?: Readonly<Record<string, unknown>> | null
  /** How many block ids it has. */
  readonly blocks: number
  /** Block id `at` of this request, as two halves of 32 bits. */
  block(at: number): { readonly high: number; readonly low: number }
}

/** What reading a file left out, and why. */
export type TraceReading = {
  /** Rows of the file, blank lines and the header of a CSV file left out. */
  readonly rows: number
  /** Rows that could not be read, by their problem, the most frequent first. */
  readonly passedOver: readonly OddRows[]
  /** Rows outside the time window, or of another prompt length than was asked for. */
  readonly notWanted: number
  /** Fields that are in the file and change nothing. */
  readonly fieldsWithoutEffect: readonly string[]
  /** Whether rows stood in another order than their times; they were sorted. */
  readonly sorted: boolean
}

/** Recorded requests in order of arrival. Lengths and block ids are held in columns, 4 or 8 bytes a block id. */
export type Trace = {
  /** Name of the format. */
  readonly format: string
  /** Tokens that one block id stands for; `null` without ids. */
  readonly blockSize: number | null
  /** Arrivals in ms from the first, ascending; all 0 where the rows were read for their prompts alone. */
  readonly arrivalsMs: readonly number[]
  readonly reading: TraceReading
  /** @throws RangeError for a place that the trace does not have. */
  request(at: number): TracedRequest
}
