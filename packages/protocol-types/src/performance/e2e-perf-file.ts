import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { defineArtifact } from '../json/artifact.js'
import { placeShape, rowShape, tableByMetric } from '../metrics/figure-shape.js'
import { LearntOfEndpoint } from '../run/learnt-of-endpoint.js'
import { Interval } from '../artifacts/aggregated-metrics.js'
import { EngineFigures, readEngineTimings } from '../artifacts/engine-figures.js'
import { ThresholdFinding } from '../thresholds/threshold-finding.js'
import { ServerCounters } from '../telemetry/server-counters.js'
import { Restarted } from './restarted.js'

const count = z.int().nonnegative()
const unknown = z.number().nullable().default(null)

/** A row as one start of its target had it: figures of the rounds of that start alone. */
export const PerfStart = z.object({
  ...rowShape('row'),
  successfulRequests: count.nullable().default(null),
  failedRequests: count.nullable().default(null),
})
export type PerfStart = z.infer<typeof PerfStart>

/** One scenario under one load. The original's row fields first; `precision` and `model` are what was asked for. */
export const E2ePerfRow = z.object({
  model: z.string(),
  precision: z.string(),
  scenario: z.string(),
  batchSize: z.int().positive().nullable().describe('of a batch; null for every other load'),
  load: z.string().nullable().default(null).describe('label of a load that is no batch, e.g. Poisson 4/s'),
  ...rowShape('row'),
  latencyP50Ms: z.number().nullable(),
  latencyP95Ms: z.number().nullable(),
  latencyP99Ms: z.number().nullable(),
  memoryMb: z.number().nullable(),
  /** Where `memory_mb` comes from, or why it is not known; `null`: an older file. */
  memoryNote: z.string().nullable().default(null),
  mode: z.string(),

  effectiveModel: z.string().nullable().default(null),
  effectivePrecision: z.string().nullable().default(null),
  successfulRequests: count.nullable().default(null),
  failedRequests: count.nullable().default(null),
  /** Asked for, and what the context window left of it. */
  requestedPromptTokens: count.nullable().default(null),
  promptTokens: count.nullable().default(null),
  requestedOutputTokens: count.nullable().default(null),
  outputTokens: count.nullable().default(null),
  rounds: count.nullable().default(null),
  tbtUnusableShare: z
    .number()
    .nullable()
    .default(null)
    .describe(
      'of the answers that have a time between tokens: without one that a verdict may rest on; null: not known',
    ),
  /** By wire name of the metric: `ttft_ms`, `output_throughput_tps`. */
  intervals: tableByMetric(Interval).default({}),
  starts: z
    .array(PerfStart)
    .default([])
    .describe('of a target that was started or measured several times: what each time had; the row holds their means'),
  transport: z.string().nullable().default(null).describe('how answers were read: raw, undici, fetch, in_process'),
  stampSource: z
    .string()
    .nullable()
    .default(null)
    .describe('what a stamp means: kernel_receive, socket_read, body_chunk, engine_step'),
  simulated: z.boolean().nullable().default(null),
  serverCounters: ServerCounters.nullable().default(null),
  engineFigures: EngineFigures.nullable().default(null),
  thresholds: z.array(ThresholdFinding).default([]).describe('what became of each threshold; empty: none was stated'),
  flags: z.array(Flag).default([]),
  saturationReasons: z
    .array(z.string())
    .default([])
    .describe('of client_saturated: what the client was at its limit in'),
})
export type E2ePerfRow = z.infer<typeof E2ePerfRow>

readEngineTimings(E2ePerfRow)

/** `perf_results.json` of `perf --type e2e`, and `<label>.json` of a comparison, which adds label, url and mode. */
export const E2ePerfFile = z.object({
  schemaVersion: z.literal(1).nullable().default(null).describe('null: written by the Python original'),
  kind: z.literal('e2e'),
  simulate: z.boolean().nullable().default(null),
  models: z.array(z.string()).default([]),
  batchSizes: z.array(z.int().positive()).default([]),
  precisions: z.array(z.string()).default([]),
  summary: z.object({
    totalRows: count,
    ...placeShape('row'),
    avgOutputThroughputTps: unknown,
    rowsWithoutValue: z
      .record(z.string(), count)
      .nullable()
      .default(null)
      .describe('by metric: rows that are in no mean; null: not known'),
  }),
  rows: z.array(E2ePerfRow),
  plots: z.array(z.string()).optional(),
  mode: z.string().optional(),
  label: z.string().optional(),
  url: z.string().nullable().optional(),
  /** What the trials before the load showed of an endpoint, for each model that was measured. */
  learnt: z.array(LearntOfEndpoint.extend({ model: z.string() })).optional(),
  createdAt: z.string().nullable().default(null),
  toolVersion: z.string().nullable().default(null),
  machine: z.string().nullable().default(null).describe('processor, cores and system of the load generator'),
  machineId: z.string().nullable().default(null).describe('equal for two files of one machine; names nobody'),
  seed: z.int().nullable().default(null),
  restarts: z.int().positive().nullable().default(null).describe('how often everything was measured; null: not known'),
  restarted: Restarted,
  serverCounters: ServerCounters.nullable().default(null).describe('of a comparison: over all rows'),
  notices: z.array(z.string()).default([]),
  command: z.string().nullable().default(null),
  /** Of a file that later ones are held against: when it was made one, and whatever its keeper wants to remember. */
  baselineUpdatedAt: z.string().nullable().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
})
export type E2ePerfFile = z.infer<typeof E2ePerfFile>

export const e2ePerfFile = defineArtifact({ name: 'end-to-end perf file', version: 1, schema: E2ePerfFile })
