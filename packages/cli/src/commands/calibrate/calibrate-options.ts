import { CalibratePlan } from '@sagellm-benchmark/suite/plans'
import { z } from 'zod'

const { quick, tokensPerSecond, limitMs, workers } = CalibratePlan.shape

/** Flags of `calibrate`. */
export const CalibrateOptions = z.object({
  quick,
  streams: z.string().optional().describe('numbers of streams to try, e.g. 1,16,64; default up to 512'),
  tokenRate: tokensPerSecond,
  seconds: z.number().positive().max(60).optional().describe('length of a step; default 2.5, quick 1'),
  limitMs,
  transport: z
    .enum(['auto', 'kernel', 'raw', 'undici', 'fetch', 'all'])
    .default('auto')
    .describe('the client to measure; all: each of them, side by side'),
  workers,
  output: z.string().optional().describe('also write the result into this JSON file'),
})
export type CalibrateOptions = z.infer<typeof CalibrateOptions>
