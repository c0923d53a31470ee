import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'

/** The name of one block of a prompt: a whole number of up to 64 bits, exact also above 2^53. */
export type BlockId = number | bigint

/** One request of a trace, as its format states it. */
export type TraceRow = {
  /** Arrival in ms on the file's own clock, which may begin anywhere; `null` where the file does not say. */
  readonly atMs: number | null
  /** Tokens of the whole prompt; `null` where the file does not say. */
  readonly inputTokens: number | null
  /** Tokens to generate; `null` where the file does not say. */
  readonly outputTokens: number | null
  /** Blocks of the prompt from its beginning; empty where the format has none. */
  readonly hashIds: readonly BlockId[]
  /** The prompt itself, where the row holds it. */
  readonly messages: readonly ChatMessage[] | null
  /** The recorded answer, from whose length an answer's length can be had. @default null */
  readonly reply?: string | null
  /** Fields of the request's body that the row wants beside its prompt, e.g. `tools`. @default null */
  readonly extraBody?: Readonly<Record<string, unknown>> | null
  /** Fields inside of the row that change nothing, by their path. @default [] */
  readonly withoutEffect?: readonly string[]
}

/** A row of which only some things are known. */
export function traceRow(known: Partial<TraceRow>): TraceRow {
  return { atMs: null, inputTokens: null, outputTokens: null, hashIds: [], messages: null, ...known }
}

/** A prompt that is one text. */
export function userMessage(content: string): readonly ChatMessage[] {
  return [{ role: 'user', content }]
}

const numberText = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** A number, or a text that is one, as the cells of a CSV file are. */
export const traceNumber = z.union([z.number(), z.string().trim().regex(numberText, 'is no number').transform(Number)])

/** More than the context of any model: a longer prompt cannot be built, nor its length kept. */
const MAX_TOKENS = 2 ** 24
const tokens = z.int().max(MAX_TOKENS, `is more than ${MAX_TOKENS} tokens`)

/** A number of tokens, at least one. */
export const traceTokens = traceNumber.pipe(tokens.positive())

/** A number of tokens that may be 0. */
export const traceTokensOrNone = traceNumber.pipe(tokens.nonnegative())

const idText = z
  .string()
  .regex(/^-?\d{1,20}$/, 'is no whole number')
  .transform((text) => BigInt(text))
  .refine((id) => id >= -(2n ** 63n) && id < 2n ** 64n, 'has more than 64 bits')

/** Block ids of a row. Above 2^53 they arrive as texts, see `parseTraceJson`. */
export const blockIds = z.array(z.union([z.int(), idText]))
