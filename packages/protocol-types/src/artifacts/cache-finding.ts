import { z } from 'zod'

/** Whether a prefix cache answered more than the plan meant it to. */
export const CacheFinding = z.object({
  verdict: z.enum(['clean', 'contaminated', 'unknown']).default('unknown'),
  source: z.enum(['usage', 'server_counters']).nullable().default(null),
  /** Share of prompt tokens that came from the cache, and the most that the plan explains. */
  hitShare: z.number().nullable().default(null),
  intendedShare: z.number().nullable().default(null),
  message: z.string().default(''),
})
export type CacheFinding = z.infer<typeof CacheFinding>
