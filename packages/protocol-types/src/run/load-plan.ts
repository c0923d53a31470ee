import { z } from 'zod'

const cap = z.int().positive().nullable().default(null).describe('most requests in flight at once; null = no cap')
const rampUp = z
  .number()
  .nonnegative()
  .default(0)
  .describe('seconds over which rate or concurrency grows linearly to its target')

/** The shape of the load. Closed loop and batch wait for replies; the other kinds are open loop and do not. */
export const LoadPlan = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), concurrency: z.int().positive(), rampUpSeconds: rampUp }),
  z.object({ kind: z.literal('batch'), size: z.int().positive() }),
  z.object({ kind: z.literal('constant'), rateRps: z.number().positive(), maxConcurrency: cap, rampUpSeconds: rampUp }),
  z.object({ kind: z.literal('poisson'), rateRps: z.number().positive(), maxConcurrency: cap, rampUpSeconds: rampUp }),
  z.object({
    kind: z.literal('gamma'),
    rateRps: z.number().positive(),
    burstiness: z
      .number()
      .positive()
      .describe('shape of the gamma gaps: 1 is Poisson, below 1 burstier, above 1 more regular'),
    maxConcurrency: cap,
    rampUpSeconds: rampUp,
  }),
  z.object({
    kind: z.literal('trace'),
    arrivalsMs: z.array(z.number().nonnegative()).min(1).describe('arrival times from the start, ascending'),
    timeScale: z.number().positive().default(1).describe('2 replays twice as slowly'),
    maxConcurrency: cap,
  }),
])
export type LoadPlan = z.infer<typeof LoadPlan>
