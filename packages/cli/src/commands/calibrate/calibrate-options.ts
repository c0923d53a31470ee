import { CalibratePlan } from '@sagellm-benchmark/suite/plans'
import { z } from 'zod'

const { quick } = CalibratePlan.shape

/** Flags of `calibrate`. */
export const CalibrateOptions = z.object({
  quick,
  max: z
    .boolean()
    .default(false)
    .describe('find how many streams this machine keeps up with, at several rates and numbers of load threads'),
  streams: z
    .string()
    .optional()
    .describe('numbers of streams to try, e.g. 1,16,64; default up to 512. With --max: the most to try, default 2048'),
  tokenRate: z
    .number()
    .positive()
    .max(200)
    .optional()
    .describe('tokens per second of each stream; default 50, with --max 20, 50 and 100'),
  seconds: z
    .number()
    .positive()
    .max(60)
    .optional()
    .describe('length of a step; default 2.5, quick 1, with --max 1.5 and .75'),
  limitMs: z
    .number()
    .positive()
    .optional()
    .describe(
      'largest p99 that passes, ms, of the stamp error; default 1. With --max of the lateness of reads; default 10',
    ),
  transport: z
    .enum(['auto', 'kernel', 'raw', 'undici', 'fetch', 'all'])
    .default('auto')
    .describe('the client to measure; all: each of them, side by side'),
  workers: z
    .int()
    .positive()
    .max(64)
    .optional()
    .describe('threads that read; a run with as many uses the result; default 1, with --max as many as help'),
  output: z.string().optional().describe('also write the result into this JSON file'),
})
export type CalibrateOptions = z.infer<typeof CalibrateOptions>
