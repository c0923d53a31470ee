import { z } from 'zod'

/** Flags of `calibrate`. */
export const CalibrateOptions = z.object({
  quick: z.boolean().default(false).describe('fewer and shorter steps'),
  streams: z.string().optional().describe('numbers of streams to try, e.g. 1,16,64; default up to 512'),
  tokenRate: z.number().positive().max(200).default(50).describe('tokens per second of each stream'),
  seconds: z.number().positive().max(60).optional().describe('length of a step; default 2.5, quick 1'),
  limitMs: z.number().positive().default(1).describe('largest stamp error (p99) that passes, ms'),
  transport: z.enum(['auto', 'raw', 'undici', 'fetch']).default('auto').describe('the client to measure'),
  workers: z.int().positive().max(64).default(1).describe('threads that read; a run with as many uses the result'),
  output: z.string().optional().describe('also write the result into this JSON file'),
})
export type CalibrateOptions = z.infer<typeof CalibrateOptions>
