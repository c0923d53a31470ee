import { EvidenceClaim } from '@sagellm-benchmark/protocol-types/evidence'
import { z } from 'zod'
import { hardwareFamily } from '../../options/hardware-family.js'
import { targetKeyOptions } from '../../options/target-keys.js'
import { measuringOptions, shortOutputs, targetsOptions } from '../compare/compare-options.js'

const pattern = z.string().min(1).optional()

/** Flags of `convergence`. */
export const ConvergenceOptions = z.object({
  ...targetsOptions,
  ...targetKeyOptions,
  logFile: z
    .array(z.string())
    .default([])
    .describe('LABEL=PATH of the log of a target on this machine; what is appended during the run is evidence'),
  ...measuringOptions,
  hardwareFamily,
  maxOutputTokens: shortOutputs,
  requestTimeout: z.number().positive().default(180).describe('seconds for a whole request'),
  serverWait: z.number().nonnegative().default(120).describe('seconds to wait until a target is ready'),
  rounds: z
    .string()
    .default('20')
    .describe('rounds a batch size; auto goes on until every verdict is decided, or the budget is spent'),
  promptCleanup: z
    .boolean()
    .default(false)
    .describe('afterwards ask whether local processes on the ports of the targets may go'),
  outputDir: z.string().optional().describe('folder for the artifacts [default benchmark_results/convergence_<time>]'),
  require: z.enum(['converged']).optional().describe('exit with code 3 where a claim did not converge'),
  claim: z
    .array(EvidenceClaim)
    .default([])
    .describe('claims that --require looks at [default all three]; all are always judged'),
  sharedStreamMarkers: pattern.describe('RE2 pattern of shared-stream marker lines [default sageLLM’s]'),
  pagedPathMarkers: pattern.describe('RE2 pattern of paged or native path marker lines [default sageLLM’s]'),
  blockTableMarkers: pattern.describe('RE2 pattern of block-table marker lines [default sageLLM’s]'),
  markerFile: z
    .string()
    .optional()
    .describe('JSON file with shared_stream_markers, paged_path_markers, block_table_markers; flags win over it'),
  sampleInterval: z
    .number()
    .nonnegative()
    .default(1)
    .describe('seconds between two readings of metrics and log while measuring; 0 reads both ends only'),
})
export type ConvergenceOptions = z.infer<typeof ConvergenceOptions>

/** Flags of `convergence verify`. */
export const VerifyOptions = z.object({
  folder: z.string().describe('output folder of a convergence run'),
})
export type VerifyOptions = z.infer<typeof VerifyOptions>
