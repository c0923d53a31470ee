import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { LoadPlan } from '../loads/load-plan.js'
import { AggregatedMetrics } from './aggregated-metrics.js'
import { MeasuredTarget } from './benchmark-summary.js'
import { ScenarioName } from '../run/scenario-name.js'

/** A performance contract held against one workload: which checks there were, and which held. */
export const ContractResult = z.object({
  passed: z.boolean(),
  version: z.string(),
  checks: z.record(z.string(), z.boolean()),
  details: z.record(z.string(), z.unknown()),
  summary: z.string(),
})
export type ContractResult = z.infer<typeof ContractResult>

/** `<name>_metrics.json`: everything that one workload came to. `metrics` and `contract` are the original's places. */
export const MetricsFile = z.object({
  schemaVersion: z.literal(1).nullable().default(null).describe('null: written by the Python original'),
  runId: z.string().nullable().default(null),
  createdAt: z.string().nullable().default(null).describe('ISO 8601, UTC'),
  workload: z.string().nullable().default(null),
  description: z.string().nullable().default(null),
  load: LoadPlan.nullable().default(null).describe('the load that made them; null: not known'),
  requestsAsked: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe('of the whole plan; null: a time ended the load, or not known'),
  target: MeasuredTarget.nullable().default(null),
  model: z.string().nullable().default(null),
  seed: z.int().nullable().default(null),
  /** The named scenario that the workload belongs to; `null`: none, or an older file. */
  scenario: ScenarioName.nullable().default(null),
  simulated: z.boolean().nullable().default(null),
  notices: z.array(z.string()).default([]),
  command: z.string().nullable().default(null),
  metrics: AggregatedMetrics,
  contract: ContractResult.optional(),
})
export type MetricsFile = z.infer<typeof MetricsFile>

export const metricsFile = defineArtifact({ name: 'workload metrics file', version: 1, schema: MetricsFile })
