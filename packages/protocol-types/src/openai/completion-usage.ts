import { z } from 'zod'

/**
 * The largest count of tokens that is read as one. No request has as many, and the sums over all requests of a run stay whole
 * numbers, so that one absurd count cannot make the result impossible to write.
 */
export const MAX_TOKEN_COUNT = 2 ** 31 - 1

const count = z.int().nonnegative().max(MAX_TOKEN_COUNT).nullish()
/** A count that only refines the others: an odd one is not known, and costs no more than itself. */
const detail = count.catch(null)
const cachedPart = z.object({ cached_tokens: detail }).nullish().catch(null)

/**
 * Token counts as a server reports them, in the wire's own names. Fields may be missing or null (engines differ), but the
 * counts that figures are made from must be whole numbers where they are there: a fraction or a text would corrupt them.
 */
export const CompletionUsage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  /** The names of Anthropic and of OpenAI's Responses API, which gateways pass on. */
  input_tokens: count,
  output_tokens: count,
  total_tokens: detail,
  prompt_tokens_details: cachedPart,
  input_tokens_details: cachedPart,
  completion_tokens_details: z.object({ reasoning_tokens: detail }).nullish().catch(null),
  /** DeepSeek's name for the cached part of the prompt. */
  prompt_cache_hit_tokens: detail,
  /** Kimi's place for it. */
  cached_tokens: detail,
  /** Anthropic's name for it. */
  cache_read_input_tokens: detail,
})
export type CompletionUsage = z.infer<typeof CompletionUsage>
