import { z } from 'zod'
import { hardwareFamily } from '../../options/hardware-family.js'
import { targetOptions } from '../../options/target-options.js'

/** Flags of `validate-serving-consistency`. */
export const ValidateConsistencyOptions = z.object({
  label: z.string().min(1).describe('name of the server, and of its file'),
  url: z.string().describe('base URL of the server, e.g. http://127.0.0.1:8901/v1'),
  model: z.string().optional().describe('model to ask for [default the one that it serves]'),
  hardwareFamily,
  referenceArtifact: z
    .string()
    .optional()
    .describe(
      'core telemetry, the result of an earlier validation, or the original’s artifact by batch size: the decoding that is expected',
    ),
  batchSize: z.array(z.int().positive().max(256)).default([1, 2, 4]).describe('requests sent at once'),
  maxOutputTokens: z.int().positive().default(64).describe('length of each answer at most'),
  ...targetOptions,
  outputDir: z.string().default('./benchmark_results').describe('folder for <label>_runtime_consistency.json'),
  quiet: z.boolean().default(false).describe('no progress'),
})
export type ValidateConsistencyOptions = z.infer<typeof ValidateConsistencyOptions>
