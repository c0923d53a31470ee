export type UsageBesideText = {
  /** Output tokens by the server's usage; `null` where it gave none. */
  readonly tokens: number | null
  /** Chunks with text that came. */
  readonly pieces: number
  /** Tokens that the body allowed, all choices together; Infinity without a limit. */
  readonly allowed: number
  readonly choices: number
}

/** Pieces of one choice that may hold no token of their own: held-back bytes let go at the end, and what a tool parser adds around a call. */
const EXTRA_PIECES = 2
/** A detokeniser that splits a token's text does so now and then. */
const SPLIT_SHARE = 0.05
/** A figure that may be off by more than this is of no use. */
const LARGEST_ERROR = 0.2

/**
 * Whether a count of output tokens can be true beside the pieces of text that came. As a rule a piece holds a token at least. Servers
 * are known to send a few more: then the count is believed and said to disagree. Beyond that, or above what the body allowed
 * while fewer pieces came, it cannot be true.
 *
 * @example judgeUsage({ tokens: 20, pieces: 21, allowed: 20, choices: 1 }) // 'disagrees'
 */
export function judgeUsage({
  tokens,
  pieces,
  allowed,
  choices,
}: UsageBesideText): 'believed' | 'disagrees' | 'implausible' {
  if (tokens === null) return 'believed'
  if (tokens < pieces) {
    const bound = Math.min(Math.max(EXTRA_PIECES * choices, SPLIT_SHARE * tokens), LARGEST_ERROR * tokens)
    return pieces - tokens <= bound ? 'disagrees' : 'implausible'
  }
  // More pieces than were allowed show that the answer really was longer.
  return tokens > allowed && tokens > pieces && pieces <= allowed ? 'implausible' : 'believed'
}
