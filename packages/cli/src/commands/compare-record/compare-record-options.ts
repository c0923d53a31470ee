import { z } from 'zod'
import { sessionOptions } from '../../options/session-options.js'
import { hardwareFamily } from '../../options/hardware-family.js'
import { measuringOptions, shortOutputs } from '../compare/compare-options.js'

/** Flags of `compare-record`: those of `compare` for one endpoint; the seed is fixed, so that two captures send the same. */
export const CompareRecordOptions = z.object({
  label: z.string().min(1).describe('name of the endpoint, and of its file'),
  url: z.string().describe('base URL of the endpoint, e.g. http://127.0.0.1:8901/v1'),
  ...measuringOptions,
  ...sessionOptions,
  maxOutputTokens: shortOutputs,
  seed: z.int().nonnegative().default(0).describe('fixes the prompts; the same for all captures that are compared'),
  hardwareFamily,
  logFile: z.string().optional().describe('log of the endpoint on this machine'),
  outputDir: z
    .string()
    .optional()
    .describe('folder for the artifacts [default benchmark_results/compare-record_<time>]'),
})
export type CompareRecordOptions = z.infer<typeof CompareRecordOptions>
