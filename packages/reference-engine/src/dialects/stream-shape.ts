/** How an engine cuts an answer into events. Every field is a difference seen between real servers. */
export type StreamShape = {
  /** Where the role stands: in a chunk of its own, on the first delta, or on each. */
  readonly role: 'own_chunk' | 'first_delta' | 'every_delta'
  /** `content` beside the role in its own chunk. */
  readonly roleContent: '' | null
  /** An own role chunk leaves when the request is accepted, with the first output, or with it in one write. */
  readonly roleSent: 'accepted' | 'first_output' | 'with_first_output'
  /** A step without text (an incomplete character): sent empty, or kept for the next. */
  readonly heldBack: 'merge' | 'empty_chunk'
  /** The finish reason rides on the last delta, or follows in a chunk of its own. */
  readonly finish: 'last_delta' | 'own_chunk'
  /** Fields beside `finish_reason`. */
  readonly finishExtra: Readonly<Record<string, unknown>>
  /** The finish chunk and the usage chunk share a write. */
  readonly finishWithUsage: boolean
  /** Completions carry usage in the finish chunk, not after it. */
  readonly completionUsageOnFinish: boolean
  /** `id` of the usage chunk. */
  readonly usageId: 'same' | 'empty'
  /** Chunks without usage say `usage: null`. */
  readonly usageNullElsewhere: boolean
  /** One usage chunk for each choice instead of one for all. */
  readonly usagePerChoice: boolean
  /** Asked for, usage grows on every chunk and has none of its own at the end. */
  readonly usageOnEveryChunk: boolean
  /** Whether `continuous_usage_stats` is honoured. */
  readonly continuousUsage: boolean
  /** `prompt_tokens_details.cached_tokens` of the usage. */
  readonly cachedTokens: 'always' | 'when_positive' | 'never'
  /** The real server reports cached tokens only when started with a flag for it. */
  readonly cachedTokensNeedFlag: boolean
  /** The delta's field for reasoning text. */
  readonly reasoning: 'reasoning' | 'reasoning_content'
  /** Deltas of plain text carry an empty reasoning field beside it. */
  readonly emptyReasoning: boolean
  /** The choice's field for token ids when `return_token_ids` asks for them. */
  readonly tokenIds: 'token_ids' | 'output_ids' | null
  /** llama.cpp's `timings` object on the last event. */
  readonly timings: boolean
  /** What ids of plain completions begin with; chats always say `chatcmpl`. */
  readonly completionId: 'cmpl' | 'chatcmpl'
  /** Fields of every chunk and every whole answer. */
  readonly envelope: Readonly<Record<string, unknown>>
}
