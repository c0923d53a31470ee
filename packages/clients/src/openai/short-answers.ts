import type { RequestRecord } from '@sagellm-benchmark/protocol-types'

/** Fewer tokens than this asked for, and an answer in one chunk is nothing unusual. */
const MANY_TOKENS = 16

/** Knows the answers of one server, and which of its successes hold suspiciously little. */
export interface ShortAnswers {
  /**
   * Whether a success was one chunk of at most one token, though many were asked for and this server has answered with more before:
   * a gateway whose engine is gone may say so in a text of its own. Flag `suspiciously_short`.
   */
  isSuspicious(record: RequestRecord): boolean
}

export function createShortAnswers(): ShortAnswers {
  let answersWithMore = false
  return {
    isSuspicious({ errorClass, chunkCount, outputTokens, tokenCountSource, requestedOutputTokens }) {
      if (errorClass !== null || chunkCount === 0) return false
      if (chunkCount > 1) answersWithMore = true
      // A count by chunks is the one piece again, and an end token that nobody saw.
      const tokens = tokenCountSource === 'chunks_verified' ? 1 : (outputTokens ?? 1)
      return answersWithMore && chunkCount === 1 && tokens <= 1 && requestedOutputTokens >= MANY_TOKENS
    },
  }
}
