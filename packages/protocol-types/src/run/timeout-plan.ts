import { z } from 'zod'

/** How long each part of a request may take. */
export const TimeoutPlan = z.object({
  connectMs: z.number().positive().default(10_000),
  firstTokenMs: z.number().positive().default(120_000).describe('from the connection to the first token'),
  interTokenMs: z.number().positive().default(60_000).describe('between tokens, and from the last one to the end'),
  totalMs: z.number().positive().default(120_000).describe('the whole request'),
})
export type TimeoutPlan = z.infer<typeof TimeoutPlan>
