import { z } from 'zod'

const count = z.int().nonnegative()
const mean = z.number().nonnegative().nullable()

/** One part of a request mix: how many of its requests there were, and what they came to. Unknown is null. */
export const PartFigures = z.object({
  name: z.string().min(1),
  requests: count,
  successful: count,
  failed: count,
  cancelled: count.describe('by the run or by the client'),
  promptTokens: mean.describe('mean that the server read'),
  outputTokens: mean,
  avgTtftMs: mean,
  p50TtftMs: mean,
  p99TtftMs: mean,
  avgTpotMs: mean,
  avgE2elMs: mean,
  p99E2elMs: mean,
})
export type PartFigures = z.infer<typeof PartFigures>
