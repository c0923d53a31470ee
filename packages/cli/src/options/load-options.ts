import { z } from 'zod'

/**
 * The load: the flags of every command that sends requests. How many go at once as a batch is each command's own
 * `--batch-size`, because some measure several sizes.
 */
export const loadOptions = {
  concurrency: z.int().positive().optional().describe('closed loop: this many requests always in flight'),
  requestRate: z.string().optional().describe('open loop: mean arrivals per second; inf releases all at once'),
  burstiness: z.string().default('1').describe('shape of the arrival gaps: 1 Poisson, below 1 burstier, inf even'),
  maxConcurrency: z
    .int()
    .positive()
    .optional()
    .describe('open loop: most requests in flight; alone it means --concurrency'),
  load: z
    .string()
    .optional()
    .describe(
      'any kind of load with its fields: KIND,FIELD=VALUE,..., e.g. bursts,burst-rps=50,burst-seconds=2,idle-seconds=8',
    ),
  rampUpStrategy: z
    .enum(['linear', 'exponential'])
    .optional()
    .describe('the rate grows with each request, by the same amount or the same factor, over all --num-prompts'),
  rampUpStartRps: z.number().positive().optional().describe('arrivals a second at the first request'),
  rampUpEndRps: z.number().positive().optional().describe('arrivals a second at the last request'),
  rampUp: z.number().nonnegative().default(0).describe('seconds over which the load grows to its target'),
  trace: z
    .string()
    .optional()
    .describe('replay recorded requests from this file: Mooncake, Bailian, Azure, BurstGPT, or one time in ms a line'),
  traceFormat: z.string().optional().describe('format of the trace; default as its own content shows'),
  traceStart: z
    .number()
    .nonnegative()
    .default(0)
    .describe('trace or session file: leave out what begins in its first seconds'),
  traceDuration: z
    .number()
    .positive()
    .optional()
    .describe('trace or session file: replay what begins in so many seconds of it'),
  traceRate: z
    .number()
    .positive()
    .optional()
    .describe(
      'trace or session file: stretch the times at which requests, or sessions, begin to this mean rate a second',
    ),
  loops: z
    .int()
    .positive()
    .default(1)
    .describe('trace or session file: replay it so many times in a round, one behind the other'),
  traceBlockSize: z
    .int()
    .positive()
    .optional()
    .describe("trace: tokens that one hash id stands for; default the format's"),
  cacheTokens: z
    .int()
    .positive()
    .optional()
    .describe('trace: size of the prefix cache whose ideal hits are told; default as the server says'),
  minPromptTokens: z.int().positive().optional().describe('trace or data set: leave out shorter prompts'),
  maxPromptTokens: z.int().positive().optional().describe('trace or data set: leave out longer prompts'),
  timeScale: z.number().positive().default(1).describe('replay of a trace or of sessions: 2 is half as fast'),
  numPrompts: z.int().positive().optional().describe('requests a round'),
} as const

/** The values of `loadOptions`. */
export type LoadOptions = z.infer<z.ZodObject<typeof loadOptions>>
