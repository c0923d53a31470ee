import { defineArtifact, LoadPlan, RunPlan, TargetPlan } from '@sagellm-benchmark/protocol-types'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { z } from 'zod'

const seed = RunPlan.shape.seed

/** Operators alone, each in its reference and its fused form. */
export const OperatorPerfPlan = z.object({
  kind: z.literal('operator'),
  device: z.string().default('cpu').describe('where to compute'),
  iterations: z.int().positive().default(20).describe('samples of each form; 5 or more give intervals'),
  warmup: z.int().nonnegative().default(5).describe('calls of each form before the first sample'),
  operators: z.array(z.string()).default([]).describe('only these; none = all'),
  threads: z.int().positive().nullable().default(null).describe('of the inference runtime; null = 1'),
  seed,
})
export type OperatorPerfPlan = z.infer<typeof OperatorPerfPlan>

/** Whole requests: every model at every precision in every scenario, under every load. */
export const E2ePerfPlan = z.object({
  kind: z.literal('e2e'),
  /** Model and precision of a group take the place of the target's own. */
  target: TargetPlan.prefault({ kind: 'cpu' }),
  models: z.array(z.string()).default([]).describe("none = the target's own"),
  precisions: z.array(z.string()).default([]).describe('fp32, fp16, int8, ...; none = the first that a model has'),
  batchSizes: z.array(z.int().positive()).default([1, 4, 8]).describe('requests released at one instant'),
  loads: z.array(LoadPlan).default([]).describe('other loads beside the batches'),
  requestsPerRound: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('under a load that is no batch; null = what the load needs'),
  scenarios: z
    .array(z.enum(['short', 'long']))
    .min(1)
    .default(['short', 'long'])
    .describe('128 tokens in and out, or 2048 in and 512 out'),
  rounds: z.int().positive().default(5).describe('measured under each load; 5 or more give intervals'),
  restarts: z
    .int()
    .positive()
    .default(1)
    .describe(
      'how often everything is measured, the target started anew each time; an endpoint is only measured again',
    ),
  contextLength: z.int().positive().nullable().default(null).describe('context window; null = what the target says'),
  maxOutputTokens: z.int().positive().nullable().default(null).describe('largest output of a request'),
  seed,
  seedDrawn: RunPlan.shape.seedDrawn,
  textSeed: RunPlan.shape.textSeed,
  timeouts: RunPlan.shape.timeouts,
  stopAfterErrors: ComparisonPlan.shape.stopAfterErrors,
  maxErrorRate: RunPlan.shape.maxErrorRate,
  thresholds: ComparisonPlan.shape.thresholds,
  onUndecided: RunPlan.shape.onUndecided,
})
export type E2ePerfPlan = z.infer<typeof E2ePerfPlan>

/** What `perf` measures. Every default is here. */
export const PerfPlan = z.discriminatedUnion('kind', [OperatorPerfPlan, E2ePerfPlan])
export type PerfPlan = z.infer<typeof PerfPlan>
export type PerfPlanInput = z.input<typeof PerfPlan>

/** The plan of whole requests in the folder of their records, by which they are measured again. */
export const perfPlanFile = defineArtifact({ name: 'perf plan', version: 1, schema: E2ePerfPlan, enums: 'closed' })
