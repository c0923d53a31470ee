import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { LengthDistribution, lengthKinds, LengthPlan } from '@sagellm-benchmark/protocol-types/shapes'
import type { FileLengths } from '@sagellm-benchmark/workloads/scenarios'
import { z } from 'zod'
import { kindFromText } from './kind-from-text.js'

/** Flags of lengths that differ from request to request. */
export const lengthOptions = {
  promptLengths: z
    .string()
    .optional()
    .describe(
      'distribution of the prompt lengths: KIND,FIELD=VALUE,... (uniform, normal, lognormal, histogram), or a JSON file',
    ),
  outputLengths: z.string().optional().describe('the same of the output lengths'),
  rangeRatio: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe('prompt and output lengths alike from (1 - ratio) to (1 + ratio) times their length, as in vLLM'),
  promptTokensStddev: z.number().nonnegative().optional().describe('standard deviation of normal prompt lengths'),
  outputTokensStddev: z.number().nonnegative().optional().describe('standard deviation of normal output lengths'),
} as const

export type LengthOptions = z.infer<z.ZodObject<typeof lengthOptions>>

/** Where distributions come from that stand in a file, by its path as the flag names it. */
export type LengthFiles = ReadonlyMap<string, FileLengths>

type Means = { readonly promptTokens: number; readonly outputTokens: number }

/**
 * The lengths that the flags ask for; `null` where all requests are to have the same.
 *
 * @param means - what the distributions that name none are around.
 * @throws BenchError `invalid_argument` for flags that do not fit together, or words that say no distribution.
 */
export function lengthsFromOptions(options: LengthOptions, means: Means, files: LengthFiles): LengthPlan | null {
  const prompt = one('prompt', options, { mean: means.promptTokens, files })
  const output = one('output', options, { mean: means.outputTokens, files })
  return prompt === null && output === null ? null : LengthPlan.parse({ prompt, output })
}

/** Whether a flag names a file rather than a distribution. */
export function isLengthFile(text: string): boolean {
  return /\.json$/i.test(text)
}

function one(
  of: 'prompt' | 'output',
  options: LengthOptions,
  { mean, files }: { readonly mean: number; readonly files: LengthFiles },
): LengthDistribution | null {
  const text = options[`${of}Lengths`]
  const stddev = options[`${of}TokensStddev`]
  const { rangeRatio } = options
  const flag = `--${of}-lengths`
  if ([text, stddev, rangeRatio].filter((each) => each !== undefined).length > 1)
    throw invalidArgument(flag, text ?? stddev, `give one of ${flag}, --${of}-tokens-stddev and --range-ratio`)
  if (rangeRatio !== undefined) return { kind: 'uniform', mean, rangeRatio }
  if (stddev !== undefined) return { kind: 'normal', mean, stddev, min: 1, max: null }
  if (text === undefined) return null
  const read = files.get(text)
  if (read) return read[of]
  const kinds = lengthKinds
  return LengthDistribution.parse(kindFromText(text, { flag, what: 'distribution', kinds, others: { mean } }))
}
