import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { defineArtifact } from '../json/artifact.js'
import { setPreparation } from '../json/upgrade.js'
import { placeShape } from '../metrics/figure-shape.js'
import { Interval } from '../artifacts/aggregated-metrics.js'
import { E2ePerfRow } from '../performance/e2e-perf-file.js'
import { ServerCounters } from '../telemetry/server-counters.js'
import { ComparisonPlan } from './comparison-plan.js'
import { ReachedLoad, RoundsOverhead } from './target-capture.js'

const unknown = z.number().nullable().default(null)

/** Which load an entry is about. */
const loadFields = {
  batchSize: z.int().positive().nullable().default(null).describe('of a batch; null for every other load'),
  load: z
    .string()
    .nullable()
    .default(null)
    .describe('label of a load that is no batch, e.g. Poisson 4/s; null: a batch of batch_size'),
}

/** One metric of one target held against the baseline's, in one scenario under one load. */
export const ComparisonVerdict = z.object({
  target: z.string(),
  metric: z.string().describe('wire name, e.g. avg_ttft_ms'),
  ...loadFields,
  inFlight: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('requests that a closed loop keeps in flight; null: a batch of batch_size, or arrivals decide'),
  scenario: z.string().nullable().default(null),
  baseline: Interval,
  candidate: Interval,
  /** candidate / baseline, with its confidence interval; null where it cannot be given. */
  ratio: Interval,
  verdict: z
    .enum(['better', 'worse', 'differs', 'equivalent', 'inconclusive'])
    .describe('differs: a difference is shown; that it is above the margin is not'),
  /** Why, where the verdict alone does not say it. */
  reason: z.string().nullable().default(null),
  withheld: z
    .enum(['failures', 'cache', 'condition', 'stream', 'load', 'client', 'stamps', 'dependence', 'engines'])
    .nullable()
    .default(null)
    .describe('what took away the verdict that the numbers gave; null: nothing, or not known'),
  marginShare: unknown.describe('equivalence margin: 0.03 is 3 %'),
  adjustedP: unknown.describe('after Holm'),
  smallestDetectableShare: unknown.describe(
    'found in 8 of 10 comparisons of this size; null: not known, or more than a doubling',
  ),
  roundsNeeded: z.int().positive().nullable().default(null),
  requestsNeeded: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('about how many more requests of each target a percentile needs for an interval'),
})
export type ComparisonVerdict = z.infer<typeof ComparisonVerdict>

/** Whether one condition was the same for all targets, and how that is known. */
export const FairnessFinding = z.object({
  subject: z.string(),
  result: z
    .enum(['same', 'differs', 'not_met', 'unknown'])
    .describe('not_met: the same for all, and for none of them as it should be'),
  evidence: z.string(),
})
export type FairnessFinding = z.infer<typeof FairnessFinding>

/** One target of a comparison; the original's fields first. Deltas are absolute, target minus baseline. */
const ComparedTarget = z.object({
  label: z.string(),
  url: z.string().nullable().default(null),
  rows: z.array(E2ePerfRow).default([]),
  ...placeShape('row'),
  errorRate: unknown,
  requests: z.int().nonnegative().nullable().default(null).describe('measured, those that the run cut off left out'),
  errorsByClass: z.record(z.string(), z.int().nonnegative()).default({}),
  failureExamples: z.record(z.string(), z.string().max(300)).default({}).describe('first message of each class'),
  serverCounters: ServerCounters.nullable().default(null).describe('over the measured rounds'),
  deltaVsBaseline: z.record(z.string(), z.number().nullable()).nullable().default(null),
  simulated: z.boolean().nullable().default(null),
  flags: z.array(Flag).default([]),
})

// The Python original says how many rows there are, and leaves the rows in the files of the targets.
setPreparation(ComparedTarget, ({ rows, ...rest }) =>
  typeof rows === 'number' ? rest : { ...rest, ...(rows === undefined ? {} : { rows }) },
)

/** What was asked for in one scenario under one load, and what one target came to. */
const ComparedCell = z.object({
  target: z.string(),
  scenario: z.string(),
  ...loadFields,
  requests: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  askedConcurrency: unknown,
  askedRateRps: unknown,
  reached: ReachedLoad.nullable().default(null),
  askedPromptTokens: unknown,
  promptTokens: unknown.describe('mean, as the server counted'),
  askedOutputTokens: unknown,
  outputTokens: unknown.describe('mean'),
  loadNotKept: z.array(z.string()).default([]),
  client: RoundsOverhead.nullable().default(null),
})
export type ComparedCell = z.infer<typeof ComparedCell>

/** How one metric of one target changed from the first half of its rounds to the second. */
const DriftFinding = z.object({
  target: z.string(),
  ...loadFields,
  scenario: z.string(),
  metric: z.string(),
  /** Second half over first half, with its 95 % interval. */
  ratio: z.number(),
  low: z.number(),
  high: z.number(),
  /** More than chance and more than the margin. */
  drifted: z.boolean(),
})

/** How the measuring of one scenario under one load came to its end. */
export const CellEnding = z.object({
  scenario: z.string(),
  ...loadFields,
  rounds: z.int().nonnegative(),
  maxRounds: z.int().positive(),
  stoppedBy: z.enum(['decided', 'rounds', 'time', 'interrupted', 'target_down', 'prompts_unavailable', 'shard_lost']),
  /** Chance of a false difference that its verdicts were allowed. */
  alpha: z.number(),
})
export type CellEnding = z.infer<typeof CellEnding>

/** `comparison.json`. */
export const ComparisonFile = z.object({
  schemaVersion: z.literal(1).nullable().default(null).describe('null: written by the Python original'),
  kind: z.literal('compare'),
  model: z.string(),
  batchSizes: z.array(z.int().positive()).describe('of the batches'),
  loads: z.array(z.string()).default([]).describe('labels of all loads that are no batches; the plan has them whole'),
  baseline: z.string(),
  targets: z.array(ComparedTarget),
  verdicts: z.array(ComparisonVerdict).default([]),
  /** Of every target in every scenario under every load; empty: an older file. */
  cells: z.array(ComparedCell).default([]),
  fairness: z.array(FairnessFinding).default([]),
  createdAt: z.string().nullable().default(null),
  seed: z.int().nullable().default(null),
  rounds: z.int().positive().nullable().default(null),
  notices: z.array(z.string()).default([]),
  flags: z.array(Flag).default([]),
  command: z.string().nullable().default(null),
  /** Whether rounds of the targets were measured next to each other; `false` for captures made one after the other. */
  paired: z.boolean().nullable().default(null),
  marginShare: unknown,
  plan: ComparisonPlan.nullable().default(null),
  endings: z.array(CellEnding).default([]),
  drift: z.array(DriftFinding).default([]),
})
export type ComparisonFile = z.infer<typeof ComparisonFile>

export const comparisonFile = defineArtifact({ name: 'comparison', version: 1, schema: ComparisonFile })
