import type { ChoiceTokens } from '@sagellm-benchmark/protocol-types/records'

/** An answer of one choice whose server was proved to send one chunk a token. */
export type ChunkedAnswer = {
  /** Chunks with text. */
  readonly content: number
  /** Tokens asked for. */
  readonly wanted: number
  readonly finish: string | null
  /** Tokens that a tokenizer finds in the text; `null` without one, or where the text is not whole. */
  readonly counted: readonly ChoiceTokens[] | null
}

/** `contradicted`: the answer cannot have come as one chunk a token. */
export type ChunkTokens = { readonly tokens: number | null; readonly contradicted: boolean }

/** A text is split a little differently from how it was made; half as many tokens again are several in a chunk. */
const MORE_TOKENS_THAN_CHUNKS = 1.5
const FEW_TOKENS = 8

/**
 * Tokens of an answer by its chunks. As many chunks as were asked for are as many tokens, for no answer has more. With fewer it ended
 * with a token that no chunk shows, unless it says that it reached its limit, or its text has far more tokens than chunks.
 *
 * @example chunkTokens({ content: 6, wanted: 10, finish: 'stop', counted: null }) // { tokens: 7, contradicted: false }
 */
export function chunkTokens({ content, wanted, finish, counted }: ChunkedAnswer): ChunkTokens {
  if (content === wanted) return { tokens: content, contradicted: false }
  const inText = counted?.reduce((sum, { all }) => sum + all, 0) ?? 0
  const hidden = inText > MORE_TOKENS_THAN_CHUNKS * content + FEW_TOKENS
  if (content > wanted || isLimit(finish) || hidden) return { tokens: null, contradicted: true }
  return { tokens: content + 1, contradicted: false }
}

/** Whether a finish reason says that the answer reached the length that was asked for. */
function isLimit(finish: string | null): boolean {
  return finish !== null && /^(max_)?(length|tokens)$/i.test(finish)
}
