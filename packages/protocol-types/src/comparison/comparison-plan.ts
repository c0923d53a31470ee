import { z } from 'zod'
import { TimeoutPlan, WorkloadPlan } from '../run/run-plan.js'

/** What is sent in a scenario; how many at once is said by the batch size. */
const ComparisonScenario = WorkloadPlan.omit({ requests: true, load: true }).extend({
  /** Lengths that were asked for, where the context window of some target left less; else null. */
  requestedPromptTokens: z.int().positive().nullable().default(null),
  requestedOutputTokens: z.int().positive().nullable().default(null),
})

/** A comparison, resolved: the same plan and seed send the same requests to every target, everywhere. Contains no secret. */
export const ComparisonPlan = z.object({
  schemaVersion: z.literal(1).default(1),
  /** Each is measured at every batch size, and judged by itself. */
  scenarios: z.array(ComparisonScenario).min(1),
  /** Requests released together at one instant: one round. */
  batchSizes: z.array(z.int().positive()).min(1).default([1, 2, 4]),
  rounds: z
    .union([z.int().positive(), z.literal('auto')])
    .default('auto')
    .describe('a number of rounds, or auto: until every verdict is decided or the budget is spent'),
  /** With `auto`, rounds at which each batch size ends in any case; null = enough for 240 requests, but 24 at least. */
  maxRounds: z.int().positive().nullable().default(null),
  maxMinutes: z.number().positive().default(30).describe('no round starts after this'),
  margin: z.number().gt(0).lt(1).default(0.03).describe('differences up to this share do not matter: 0.03 is 3 %'),
  /** Unmeasured rounds of each target at each scenario and batch size. */
  warmupRounds: z.int().nonnegative().default(1),
  seed: z.int().nonnegative().default(0),
  timeouts: TimeoutPlan.default({ connectMs: 10_000, firstTokenMs: 120_000, interTokenMs: 60_000, totalMs: 120_000 }),
})
export type ComparisonPlan = z.infer<typeof ComparisonPlan>
export type ComparisonPlanInput = z.input<typeof ComparisonPlan>
