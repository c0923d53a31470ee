import { z } from 'zod'
import { FreeFields } from '../json/free-fields.js'

export const ChatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string(),
})
export type ChatMessage = z.infer<typeof ChatMessage>

/** The prompt in the form the engine is given it: a conversation, a text, or token ids (exact lengths, no re-tokenisation). */
export const PromptInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('messages'), messages: z.array(ChatMessage).min(1) }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('tokens'), tokenIds: z.array(z.int().nonnegative()) }),
])
export type PromptInput = z.infer<typeof PromptInput>

/** What one engine is asked to generate: engine-neutral, turned into wire fields by the client's dialect. */
export const GenerationRequest = z.object({
  input: PromptInput,
  maxTokens: z.int().positive(),
  /** Generate exactly `maxTokens`, whatever the model would like; sent as ignore_eos or what the engine has instead. */
  ignoreEos: z.boolean().default(true),
  /** 0 is greedy. */
  temperature: z.number().min(0).max(2).default(0),
  topP: z.number().gt(0).max(1).nullable().default(null),
  topK: z.int().positive().nullable().default(null),
  seed: z.int().nullable().default(null),
  stop: z.array(z.string()).default([]),
  choices: z.int().positive().default(1),
  stream: z.boolean().default(true),
  /** Fields merged into the request body as they are (snake_case, the engine's own). */
  extraBody: FreeFields.default({}),
})
export type GenerationRequest = z.infer<typeof GenerationRequest>
