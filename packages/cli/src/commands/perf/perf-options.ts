import { z } from 'zod'
import { thresholdOptions } from '../../options/threshold-options.js'
import { failureOptions } from '../../options/failure-options.js'
import { loadOptions } from '../../options/load-options.js'
import { plotOptions } from '../../options/plot-options.js'
import { E2ePerfPlan, OperatorPerfPlan } from '@sagellm-benchmark/suite/plans'
import { targetOptions } from '../../options/target-options.js'

const operator = OperatorPerfPlan.parse({ kind: 'operator' })
const e2e = E2ePerfPlan.parse({ kind: 'e2e' })

/** Flags of `perf`. Those in the first group serve both types, the others only one; how an endpoint is reached is said as for `run`. */
export const PerfOptions = z.object({
  type: z.enum(['operator', 'e2e']).default('operator').describe('operators alone, or whole requests'),
  outputJson: z.string().default('./benchmark_results/perf_results.json').describe('result file'),
  outputMarkdown: z.string().default('./benchmark_results/perf_report.md').describe('report file'),
  ...plotOptions,
  seed: z
    .int()
    .nonnegative()
    .optional()
    .describe('fixes operands, prompts and arrivals; default 0, for an endpoint one drawn anew'),
  threads: z.int().positive().optional().describe('threads of the inference runtime; default 1'),
  quiet: z.boolean().default(false).describe('no progress'),

  device: z.string().default(operator.device).describe('operator: where to compute'),
  iterations: z
    .int()
    .positive()
    .default(operator.iterations)
    .describe('operator: samples of each form; 5 or more give intervals'),
  warmup: z
    .int()
    .nonnegative()
    .default(operator.warmup)
    .describe('operator: calls of each form before the first sample'),
  operator: z.array(z.string()).default([]).describe('operator: only these, e.g. linear; default all'),

  model: z
    .array(z.string())
    .default([])
    .describe('e2e: model folder or hub id, served id with --live; default the embedded tiny model, or what is served'),
  batchSize: z
    .array(z.int().positive())
    .optional()
    .describe(
      `e2e: requests released together at one instant [default ${e2e.batchSizes.join(', ')} where no other load is given]`,
    ),
  ...loadOptions,
  precision: z
    .array(z.string())
    .default([])
    .describe('e2e: which weights, e.g. fp32 fp16 int8; default the first that the model has'),
  scenario: z
    .array(z.enum(['short', 'long']))
    .default(e2e.scenarios)
    .describe('e2e: 128 tokens in and out, or 2048 in and 512 out'),
  rounds: z.int().positive().default(e2e.rounds).describe('e2e: rounds under each load; 5 or more give intervals'),
  restarts: z
    .int()
    .positive()
    .default(e2e.restarts)
    .describe(
      'e2e: measure everything so many times, the target started anew each time: perf-compare then knows the noise between starts. An endpoint is measured again, not restarted',
    ),
  live: z.boolean().default(false).describe('e2e: measure the endpoint at --backend-url instead of the CPU backend'),
  backendUrl: z
    .string()
    .optional()
    .describe('e2e: base URL of an OpenAI-compatible endpoint; means --live [default http://localhost:8000/v1]'),
  simulate: z.boolean().default(false).describe('e2e: a SIMULATED engine instead of inference; every row says so'),
  maxSeqLen: z.int().positive().optional().describe('e2e: context window; default what the target reports'),
  maxOutputTokens: z.int().positive().optional().describe('e2e: most output tokens of a request'),
  ...targetOptions,
  ...failureOptions,
  ...thresholdOptions,
})
export type PerfOptions = z.infer<typeof PerfOptions>
