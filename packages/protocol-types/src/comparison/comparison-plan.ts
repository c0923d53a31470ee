import { z } from 'zod'
import { LoadPlan } from '../loads/load-plan.js'
import { MaxErrorRate, StopAfterErrors } from '../run/failure-limits.js'
import { RunPlan, WorkloadPlan } from '../run/run-plan.js'
import { TimeoutPlan } from '../run/timeout-plan.js'
import { OnUndecided } from '../thresholds/on-undecided.js'
import { comparedLoads } from './compared-loads.js'

/** What is sent in a scenario; how many requests at once, or how many a second, is said by the loads. */
const ComparisonScenario = WorkloadPlan.omit({ requests: true, load: true }).extend({
  /** Lengths that were asked for, where the context window of some target left less; else null. */
  requestedPromptTokens: z.int().positive().nullable().default(null),
  requestedOutputTokens: z.int().positive().nullable().default(null),
  /** Of a scenario of sessions: the turns of a round by the name of its cell; filled in where the sessions are read. */
  sessionTurns: z.record(z.string(), z.int().positive()).optional(),
  supplement: z
    .string()
    .nullable()
    .default(null)
    .describe('set that it was added from; null: one of the main scenarios'),
})

/** A comparison, resolved: the same plan and seed send the same requests to every target, everywhere. Contains no secret. */
export const ComparisonPlan = z
  .object({
    schemaVersion: z.literal(1).default(1),
    profile: z.string().nullable().default(null).describe('named set that the main scenarios come from; null: none'),
    /** Each is measured under every load, and judged by itself. */
    scenarios: z.array(ComparisonScenario).min(1),
    batchSizes: z
      .array(z.int().positive())
      .default([1, 2, 4])
      .describe('one load each: so many requests released together at one instant are one round; [] for none'),
    loads: z
      .array(LoadPlan)
      .default([])
      .describe('further loads, e.g. a closed loop or a request rate; a round of them is a bounded number of requests'),
    /** Of the `loads`, not of the batches; null = four a stream of a closed loop, ten seconds of arrivals, 16 at least. */
    requestsPerRound: z.int().positive().nullable().default(null),
    rounds: z
      .union([z.int().positive(), z.literal('auto')])
      .default('auto')
      .describe('a number of rounds, or auto: until every verdict is decided or the budget is spent'),
    /** With `auto`, rounds at which each load ends in any case; null = enough for 240 requests, but 24 at least. */
    maxRounds: z.int().positive().nullable().default(null),
    maxMinutes: z.number().positive().default(20).describe('no round starts after so many minutes of measuring'),
    margin: z.number().gt(0).lt(1).default(0.03).describe('differences up to this share do not matter: 0.03 is 3 %'),
    /** Unmeasured rounds of each target in each scenario under each load. */
    warmupRounds: z.int().nonnegative().default(1),
    /** Failures in a row, over the rounds too, after which a target is given up; 0 = never, null = as many as end a run. */
    stopAfterErrors: StopAfterErrors.unwrap().nullable().default(null),
    /** Share of failed requests of a target in a cell above which a comparison fails; null = 0.1, where it is no gate of the user. */
    maxErrorRate: MaxErrorRate,
    thresholds: z
      .array(z.string())
      .default([])
      .describe('what every target must keep in every cell, e.g. ttft.p99<500'),
    onUndecided: OnUndecided,
    seed: z.int().nonnegative().default(0),
    textSeed: RunPlan.shape.textSeed,
    timeouts: TimeoutPlan.default(TimeoutPlan.parse({})),
  })
  .superRefine(({ batchSizes, loads }, context) => {
    const labels = comparedLoads({ batchSizes, loads }).map(({ label }) => label)
    if (labels.length === 0)
      context.addIssue({ code: 'custom', path: ['loads'], message: 'give a batch size or a load' })
    const twice = labels.find((label, at) => labels.indexOf(label) !== at)
    if (twice !== undefined)
      context.addIssue({ code: 'custom', path: ['loads'], message: `two loads cannot be distinguished: ${twice}` })
    if (loads.some((load) => 'rampUpSeconds' in load && load.rampUpSeconds > 0))
      context.addIssue({ code: 'custom', path: ['loads'], message: 'a round is measured at full load, without a ramp' })
  })
export type ComparisonPlan = z.infer<typeof ComparisonPlan>
export type ComparisonPlanInput = z.input<typeof ComparisonPlan>
