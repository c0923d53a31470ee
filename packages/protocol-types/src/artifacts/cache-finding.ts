import { z } from 'zod'

/** Whether a prefix cache answered more than the plan meant it to. */
export const CacheFinding = z.object({
  verdict: z.enum(['clean', 'contaminated', 'unknown']),
  source: z.enum(['usage', 'server_counters']).nullable(),
  /** Share of prompt tokens that came from the cache, and the most that the plan explains. */
  hitShare: z.number().nullable(),
  intendedShare: z.number().nullable(),
  message: z.string(),
})
export type CacheFinding = z.infer<typeof CacheFinding>
