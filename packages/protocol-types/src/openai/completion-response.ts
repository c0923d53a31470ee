import { z } from 'zod'
import { ToolCallDelta } from './stream-chunk.js'

const text = z.string().nullish()

/** One finished choice: chat answers carry `message`, plain completions `text`. */
export const CompletionChoice = z.looseObject({
  index: z.int().nonnegative().default(0),
  message: z
    .looseObject({
      role: text,
      content: text,
      reasoning: text,
      reasoning_content: text,
      refusal: text,
      tool_calls: z.array(ToolCallDelta).nullish(),
    })
    .nullish(),
  text,
  finish_reason: text,
  token_ids: z.array(z.int()).nullish(),
  output_ids: z.array(z.int()).nullish(),
})
export type CompletionChoice = z.infer<typeof CompletionChoice>

/** The answer to a chat or plain completion that was not streamed, in the wire's own names. */
export const CompletionResponse = z.looseObject({
  id: text,
  object: text,
  model: text,
  choices: z.array(CompletionChoice).min(1),
  /** Read with `CompletionUsage`. */
  usage: z.unknown().optional(),
})
export type CompletionResponse = z.infer<typeof CompletionResponse>
