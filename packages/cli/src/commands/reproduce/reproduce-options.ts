import { RunOptions } from '../run/run-options.js'
import { CompareOptions } from '../compare/compare-options.js'
import { z } from 'zod'

const { apiKey, apiKeyEnv, apiKeyFile, apiKeyCommand, apiKeyLifetime, header, quiet, tokenCache, calibration } =
  RunOptions.shape

/** Flags of `reproduce`. What is measured, and how, is said by the folder. */
export const ReproduceOptions = z.object({
  folder: z.string().default('./benchmark_results').describe('folder of run, compare or perf'),
  output: z.string().default('./benchmark_reproduced').describe('folder for the artifacts of the repetition'),
  samePrompts: z
    .boolean()
    .default(false)
    .describe('send the recorded prompts again, which a prefix cache may know; default fresh ones of the same lengths'),
  margin: CompareOptions.shape.margin,
  ...{ apiKey, apiKeyEnv, apiKeyFile, apiKeyCommand, apiKeyLifetime, header, quiet, tokenCache, calibration },
})
export type ReproduceOptions = z.infer<typeof ReproduceOptions>
