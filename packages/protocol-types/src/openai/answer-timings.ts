import { z } from 'zod'

const amount = z.number().nonnegative().nullish().catch(null)
const count = z.int().nonnegative().nullish().catch(null)

/** llama.cpp's `timings` beside an answer, in the wire's own names: ms and tokens. A field of an odd value is not known. */
export const AnswerTimings = z.object({
  prompt_n: count,
  prompt_ms: amount,
  predicted_n: count,
  predicted_ms: amount,
})
export type AnswerTimings = z.infer<typeof AnswerTimings>
