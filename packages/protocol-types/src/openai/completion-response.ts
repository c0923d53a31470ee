import { z } from 'zod'
import { StreamChoice, StreamDelta } from './stream-chunk.js'

/** One finished choice: chat answers carry `message`, plain completions `text`. Fields are read as those of a stream are. */
export const CompletionChoice = StreamChoice.omit({ delta: true }).extend({ message: StreamDelta.nullish() })
export type CompletionChoice = z.infer<typeof CompletionChoice>

/** The answer to a chat or plain completion that was not streamed, in the wire's own names. */
export const CompletionResponse = z.object({
  model: z.string().nullish().catch(null),
  choices: z.array(CompletionChoice).min(1),
  /** Read with `CompletionUsage`. */
  usage: z.unknown().optional(),
  /** Read with `AnswerTimings`. */
  timings: z.unknown().optional(),
})
export type CompletionResponse = z.infer<typeof CompletionResponse>
