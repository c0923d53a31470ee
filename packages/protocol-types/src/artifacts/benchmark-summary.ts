import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { defineArtifact } from '../json/artifact.js'
import { LoadPlan } from '../loads/load-plan.js'
import { placeShape, tableByFigure } from '../metrics/figure-shape.js'
import { RequestErrorClass } from '../run/request-record.js'
import { ServiceLevel } from '../run/service-level.js'
import { ThresholdFinding } from '../thresholds/threshold-finding.js'
import { PrecisionFinding } from '../run/until-precise.js'
import { ServerCounters } from '../telemetry/server-counters.js'
import { FailureExamples, Interval, RunLengths } from './aggregated-metrics.js'
import { CacheFinding } from './cache-finding.js'
import { ReplicaFigures, SessionFigures } from '../sessions/session-figures.js'
import { ReplayFidelity } from './replay-fidelity.js'
import { EngineFigures, readEngineTimings } from './engine-figures.js'
import { TimeParts } from './time-parts.js'
import { ScenarioName } from '../run/scenario-name.js'

const count = z.int().nonnegative()
const unknownCount = count.nullable().default(null)
const unknown = z.number().nullable().default(null)

/** The headline of one workload: the figures of the catalogue that stand in a summary, and what they rest on. */
export const WorkloadSummary = z.object({
  totalRequests: count,
  successfulRequests: count,
  failedRequests: count,
  ...placeShape('summary'),

  errorsByClass: z.partialRecord(RequestErrorClass, count).default({}),
  failureExamples: FailureExamples.default({}),
  unjudgedRequests: unknownCount.describe(
    'answers that no service level could judge; null: none was stated, or not known',
  ),
  serviceLevels: z.array(ServiceLevel).default([]),
  thresholds: z.array(ThresholdFinding).default([]),
  cancelledByRun: unknownCount,
  rounds: unknownCount,
  totalInputTokens: unknownCount,
  totalOutputTokens: unknownCount,
  totalTimeS: unknown,
  lengths: RunLengths.nullable().default(null),
  precision: PrecisionFinding.nullable().default(null).describe('of a run until it is precise'),
  load: LoadPlan.nullable().default(null).describe('the load that made them; null: not known'),
  requestsAsked: unknownCount.describe('of the whole plan; null: a time ended the load, or not known'),
  /** By wire name of the metric, as in `AggregatedMetrics`. */
  intervals: tableByFigure(Interval).default({}),
  lowSample: z.array(z.string()).default([]),
  flags: z.array(Flag).default([]),
  loadNotKept: z.array(z.string()).default([]),
  countNotes: z.array(z.string()).default([]),
  cache: CacheFinding.nullable().default(null),
  fidelity: ReplayFidelity.nullable().default(null).describe('of a replay; null: it was none, or not known'),
  engineFigures: EngineFigures.nullable().default(null),
  timeParts: TimeParts.nullable().default(null),
  /** As in the workload's metrics file. */
  sessions: SessionFigures.nullable().default(null),
  replicas: z.array(ReplicaFigures).default([]),
  serverCounters: ServerCounters.nullable().default(null),
  peakMemNote: z.string().nullable().default(null),
})
export type WorkloadSummary = z.infer<typeof WorkloadSummary>

readEngineTimings(WorkloadSummary)

/** What was measured, as reports name it. */
export const MeasuredTarget = z.object({
  label: z.string(),
  kind: z.string().describe('cpu, endpoint, or what the original called backend'),
  url: z.string().nullable().default(null),
  engine: z.string().nullable().default(null),
  engineVersion: z.string().nullable().default(null).describe('as the server says'),
  precision: z.string().nullable().default(null).describe('of its weights, as the server says'),
})
export type MeasuredTarget = z.infer<typeof MeasuredTarget>

/** `benchmark_summary.json`: the whole run on one page. Seconds and Unix times as in METRICS.md; unknown is `null`. */
export const BenchmarkSummary = z.object({
  schemaVersion: z.literal(1).nullable().default(null).describe('null: written by the Python original'),
  runId: z.string().nullable().default(null),
  createdAt: z.string().nullable().default(null).describe('ISO 8601, UTC'),
  toolVersion: z.string().nullable().default(null),
  target: MeasuredTarget.nullable().default(null),
  model: z.string().nullable().default(null),
  seed: z.int().nullable().default(null),
  /** The named scenario that was run; `null`: none, or an older file. */
  scenario: ScenarioName.nullable().default(null),
  simulated: z.boolean().nullable().default(null),
  /** Sentences that every report shows first, e.g. that the weights are random. */
  notices: z.array(z.string()).default([]),
  flags: z.array(Flag).default([]),
  command: z.string().nullable().default(null),
  workloads: z.record(z.string(), WorkloadSummary),
  overall: z.object({
    totalWorkloads: count,
    totalRequests: count,
    successfulRequests: count,
    failedRequests: count,
    cancelledByRun: unknownCount,
    errorRate: unknown,
    totalOutputTokens: unknownCount,
    totalTimeS: unknown,
  }),
})
export type BenchmarkSummary = z.infer<typeof BenchmarkSummary>

export const benchmarkSummaryFile = defineArtifact({ name: 'benchmark summary', version: 1, schema: BenchmarkSummary })
