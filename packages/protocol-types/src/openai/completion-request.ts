import { z } from 'zod'
import { ChatMessage } from '../engine/generation-request.js'

/** Body fields that chat and plain completions share. Engines' own fields (`ignore_eos`, `top_k`, ...) pass through. */
const shared = {
  model: z.string().optional(),
  max_tokens: z.int().nonnegative().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.int().nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  n: z.int().positive().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .looseObject({ include_usage: z.boolean().nullish(), continuous_usage_stats: z.boolean().nullish() })
    .nullish(),
  ignore_eos: z.boolean().nullish(),
  min_tokens: z.int().nonnegative().nullish(),
  min_new_tokens: z.int().nonnegative().nullish(),
}

/** Body of `POST /v1/chat/completions`, in the wire's own names. */
export const ChatCompletionRequest = z.looseObject({
  ...shared,
  messages: z.array(ChatMessage).min(1),
  max_completion_tokens: z.int().nonnegative().nullish(),
})
export type ChatCompletionRequest = z.infer<typeof ChatCompletionRequest>

/** Body of `POST /v1/completions`. The prompt may be given as token ids, which fixes its length exactly. */
export const TextCompletionRequest = z.looseObject({
  ...shared,
  prompt: z.union([z.string(), z.array(z.int().nonnegative())]),
})
export type TextCompletionRequest = z.infer<typeof TextCompletionRequest>
