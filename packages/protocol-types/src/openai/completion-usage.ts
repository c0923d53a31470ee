import { z } from 'zod'

const count = z.int().nonnegative().nullish()

/**
 * Token counts as a server reports them, in the wire's own names. Fields may be missing or null (engines differ), but a
 * field that is there must be a whole number: a fraction or a text would corrupt every figure made from it.
 */
export const CompletionUsage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count }).nullish(),
  completion_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
})
export type CompletionUsage = z.infer<typeof CompletionUsage>
