import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { z } from 'zod'
import { thresholdOptions } from '../../options/threshold-options.js'
import { failureOptions } from '../../options/failure-options.js'
import { hardwareFamily } from '../../options/hardware-family.js'
import { loadOptions } from '../../options/load-options.js'
import { type SessionOptions, sessionOptions } from '../../options/session-options.js'
import { targetKeyOptions } from '../../options/target-keys.js'
import { profileOptions } from '../../options/profile-options.js'
import { shardPlaces } from '../../options/shard-options.js'
import { targetOptions } from '../../options/target-options.js'

/** The defaults of a comparison. */
const planDefaults = ComparisonPlan.parse({
  scenarios: [{ name: 'any', source: 'short_qa', promptTokens: 1, outputTokens: 1 }],
})

const outputCap = z.int().positive().describe("cap on each scenario's output length")

/** The cap of the commands that compare short answers, as those of the Python original did. */
export const shortOutputs = outputCap.default(64)

/** What every command that measures endpoints against each other takes. */
export const measuringOptions = {
  model: z
    .string()
    .optional()
    .describe(
      'model to ask for; an endpoint that serves one other model is measured with that, and says so [default what all serve]',
    ),
  ...targetOptions,
  ...failureOptions,
  ...thresholdOptions,
  maxSeqLen: z.int().positive().optional().describe('context length [default the smallest that the targets report]'),
  maxOutputTokens: outputCap.optional(),
  batchSize: z
    .array(z.int().positive())
    .optional()
    .describe(
      `requests released together at one instant [default ${planDefaults.batchSizes.join(', ')} where no other load is given]`,
    ),
  ...loadOptions,
  rounds: z
    .string()
    .default(String(planDefaults.rounds))
    .describe('rounds under each load; auto ends when every verdict is decided, and at the budget'),
  maxMinutes: z
    .number()
    .positive()
    .default(planDefaults.maxMinutes)
    .describe('no round starts after so many minutes of measuring'),
  margin: z
    .number()
    .gt(0)
    .lt(100)
    .default(100 * planDefaults.margin)
    .describe('differences up to this percentage do not matter'),
  workload: z
    .array(z.string())
    .default([])
    .describe('Q1..Q8, a suite, or a workload file [default short (128 to 128 tokens) and long (2048 to 512)]'),
  ...profileOptions,
  seed: z.int().nonnegative().optional().describe('fixes the prompts [default drawn anew, and recorded]'),
  quiet: z.boolean().default(false).describe('no progress'),
} as const

/** The targets of a command that has several. */
export const targetsOptions = {
  target: z.array(z.string()).default([]).describe('LABEL=URL; two or more, the first is the baseline'),
  targetCommand: z
    .array(z.string())
    .default([])
    .describe('LABEL=COMMAND that starts the target on this machine where none answers yet'),
  targetClient: z
    .array(z.string())
    .default([])
    .describe('LABEL=NAME: how this target is reached where it is not as --dialect says, e.g. a=sagellm-native'),
  logFile: z.array(z.string()).default([]).describe('LABEL=PATH of a log of the target on this machine'),
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
  ...targetsOptions,
  ...targetKeyOptions,
  ...measuringOptions,
  ...sessionOptions,
  ...cleanupOptions,
  ...shardPlaces,
  hardwareFamily,
  self: z
    .boolean()
    .default(false)
    .describe('measure one target against itself: what this setup takes for a difference'),
  restarts: z
    .int()
    .positive()
    .default(1)
    .describe(
      'measure so many times, targets with a --target-command stopped and started anew each time, and share the rounds (24 for auto) among the starts; from 5 on a start is what counts',
    ),
  failOn: z
    .enum(['worse'])
    .optional()
    .describe('worse: exit code 3 where a target is shown to be worse than the baseline in any verdict'),
  outputDir: z.string().optional().describe('folder for the artifacts [default benchmark_results/compare_<time>]'),
})
export type CompareOptions = z.infer<typeof CompareOptions>

/** The values of `measuringOptions`, and of sessions where a command sends them. */
export type MeasuringOptions = z.infer<z.ZodObject<typeof measuringOptions>> & Partial<SessionOptions>

/** The values of `targetsOptions`. */
export type TargetsOptions = z.infer<z.ZodObject<typeof targetsOptions>>
