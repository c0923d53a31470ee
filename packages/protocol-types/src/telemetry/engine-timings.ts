import { z } from 'zod'

const mean = z.number().nonnegative().nullable().default(null)

/** What an engine measured of its own answers and sent with them, beside what the client saw of the same ones: means, ms. */
export const EngineTimings = z.object({
  /** Answers that carried timings. */
  n: z.int().nonnegative(),
  prefillMs: mean.describe('time that the engine says it worked on the prompt'),
  ttftMs: mean.describe('time to the first token that the client saw'),
  decodeMsPerToken: mean.describe('decoding time by the engine / tokens after the first'),
  tbtMs: mean.describe('time between tokens that the client saw'),
})
export type EngineTimings = z.infer<typeof EngineTimings>
