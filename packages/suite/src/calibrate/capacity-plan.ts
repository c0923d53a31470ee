import { z } from 'zod'
import { CalibratePlan } from './calibrate-plan.js'

/** How the limit of this machine's client is looked for. Every default is here. */
export const CapacityPlan = CalibratePlan.pick({ quick: true, seconds: true, transport: true }).extend({
  mostStreams: z.int().positive().max(4096).default(2048).describe('the most streams to try'),
  tokensPerSecond: z
    .number()
    .positive()
    .max(200)
    .nullable()
    .default(null)
    .describe('tokens per second of each stream; null = 20, 50 and 100, quick 50'),
  limitMs: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'largest lateness (p99) that is carried, ms; null = 10 of reads, half of the time between two tokens at most; 1 of own stamps',
    ),
  workers: z
    .int()
    .positive()
    .max(64)
    .nullable()
    .default(null)
    .describe('threads that read; null = 1, then twice as many up to the cores, for as long as it helps'),
})
export type CapacityPlan = z.infer<typeof CapacityPlan>
export type CapacityPlanInput = z.input<typeof CapacityPlan>
