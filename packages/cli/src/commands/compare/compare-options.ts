import { z } from 'zod'

const seconds = z.number().nonnegative()

/** What every command that measures endpoints against each other takes. */
export const measuringOptions = {
  model: z
    .string()
    .describe('model to ask for; an endpoint that serves one other model is measured with that, and says so'),
  apiKey: z.string().default('sagellm-benchmark').describe('key sent to every target; never stored'),
  requestTimeout: z.number().positive().default(120).describe('seconds for a whole request'),
  serverWait: seconds.default(30).describe('seconds to wait until a target is ready'),
  maxSeqLen: z.int().positive().optional().describe('context length [default the smallest that the targets tell]'),
  maxOutputTokens: z.int().positive().optional().describe("cap on each scenario's output length"),
  batchSize: z.array(z.int().positive()).default([1, 2, 4]).describe('requests released together at one instant'),
  rounds: z
    .string()
    .default('auto')
    .describe('rounds a batch size; auto ends when every verdict is decided, and at the budget'),
  maxMinutes: z.number().positive().default(20).describe('no round starts after so many minutes of measuring'),
  margin: z.number().gt(0).lt(100).default(3).describe('differences up to this percentage do not matter'),
  workload: z
    .array(z.string())
    .default([])
    .describe('Q1..Q8, a suite, or a workload file [default short (128 to 128 tokens) and long (2048 to 512)]'),
  seed: z.int().nonnegative().optional().describe('fixes the prompts [default drawn anew, and recorded]'),
  tokenizer: z
    .string()
    .optional()
    .describe("folder with tokenizer.json, to build prompts to length [default a target's own /tokenize]"),
  quiet: z.boolean().default(false).describe('no progress'),
} as const

/** What concerns targets on this machine. */
export const cleanupOptions = {
  promptCleanup: z
    .boolean()
    .optional()
    .describe('afterwards ask whether local processes on the ports of the targets may go [default on a terminal]'),
} as const

/** Flags of `compare`. */
export const CompareOptions = z.object({
  target: z.array(z.string()).default([]).describe('LABEL=URL; two or more, the first is the baseline'),
  targetCommand: z
    .array(z.string())
    .default([])
    .describe('LABEL=COMMAND that starts the target on this machine where none answers yet'),
  ...measuringOptions,
  ...cleanupOptions,
  self: z
    .boolean()
    .default(false)
    .describe('measure one target against itself: what this setup takes for a difference'),
  logFile: z.array(z.string()).default([]).describe('LABEL=PATH of a log of the target on this machine'),
  outputDir: z.string().optional().describe('folder for the artifacts [default benchmark_results/compare_<time>]'),
})
export type CompareOptions = z.infer<typeof CompareOptions>

/** The values of `measuringOptions`. */
export type MeasuringOptions = z.infer<z.ZodObject<typeof measuringOptions>>
