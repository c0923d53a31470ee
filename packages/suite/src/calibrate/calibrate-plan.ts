import { z } from 'zod'

/** How this machine's client is measured. Every default is here. */
export const CalibratePlan = z.object({
  quick: z.boolean().default(false).describe('fewer and shorter steps'),
  streams: z
    .array(z.int().positive().max(4096))
    .min(1)
    .nullable()
    .default(null)
    .describe('numbers of streams to try, ascending; null = up to 512, quick up to 256'),
  tokensPerSecond: z.number().positive().max(200).default(50).describe('tokens per second of each stream'),
  seconds: z.number().positive().max(60).nullable().default(null).describe('length of a step; null = 2.5, quick 1'),
  limitMs: z.number().positive().default(1).describe('largest stamp error (p99) that passes, ms'),
  transport: z.enum(['auto', 'kernel', 'raw', 'undici', 'fetch']).default('auto').describe('the client to measure'),
  workers: z.int().positive().max(64).default(1).describe('threads that read; a run with as many uses the result'),
})
export type CalibratePlan = z.infer<typeof CalibratePlan>
export type CalibratePlanInput = z.input<typeof CalibratePlan>
