import { z } from 'zod'
import { targetKeyOptions } from '../../options/target-keys.js'
import { measuringOptions } from '../compare/compare-options.js'

const { workload: _workload, maxOutputTokens: _cap, maxSeqLen: _context, ...measuring } = measuringOptions
// Every request is a short question, or the one prompt: no flag of profiles would say anything of it.
const { profile: _profile, supplement: _others, datasetPath: _path, ...withLengths } = measuring
const { promptTokens: _input, outputTokens: _output, ...shared } = withLengths

/** Flags of `nonstream-compare`, with the original's names and defaults. */
export const NonstreamCompareOptions = z.object({
  target: z.array(z.string()).default([]).describe('LABEL=URL; two or more, the first is the baseline'),
  ...targetKeyOptions,
  ...shared,
  prompt: z
    .string()
    .optional()
    .describe(
      'one text for every request; a prefix cache then answers from memory [default short questions, each its own]',
    ),
  batchSize: z.array(z.int().positive()).default([1, 2]).describe('requests released together at one instant'),
  warmupRounds: z.int().nonnegative().default(1).describe('unmeasured rounds of each target and batch size'),
  rounds: z
    .string()
    .default('1')
    .describe('measured rounds a batch size, or auto; 5 or more give intervals and verdicts'),
  maxTokens: z.int().positive().default(8).describe('tokens of each answer'),
  temperature: z.number().min(0).max(2).default(0).describe('0 is greedy'),
  requestTimeout: z.number().positive().default(600).describe('seconds for a whole request'),
  outputDir: z
    .string()
    .optional()
    .describe('folder for the artifacts [default benchmark_results/nonstream_compare_<time>]'),
})
export type NonstreamCompareOptions = z.infer<typeof NonstreamCompareOptions>
