import { z } from 'zod'
import { EngineField } from '../engine/engine-names.js'
import { defineArtifact } from '../json/artifact.js'
import { HopReport } from './hop-report.js'
import { EvidenceGap } from '../evidence/evidence-gap.js'

const count = z.int().nonnegative()
const number = z.number().nullable().default(null)
const engines = count.nullable().default(null)

/** A quantile out of histogram buckets: the value by linear interpolation, and the bucket it surely lies in. */
export const BucketQuantile = z.object({
  valueMs: number,
  lowMs: z.number(),
  /** `null` in the last, open bucket: the quantile is at least `lowMs`, and `valueMs` is not known. */
  highMs: number,
})
export type BucketQuantile = z.infer<typeof BucketQuantile>

/** What the server measured itself during the run, from the growth of one histogram. */
export const HistogramSummary = z.object({
  /** Name on the page, without `_bucket`. */
  metric: z.string(),
  count: z.number().nonnegative(),
  meanMs: number,
  p50: BucketQuantile.nullable().default(null),
  p90: BucketQuantile.nullable().default(null),
  p99: BucketQuantile.nullable().default(null),
})
export type HistogramSummary = z.infer<typeof HistogramSummary>

/** A gauge as it was seen through the run, on the clock of the records. */
export const GaugeSummary = z.object({
  metric: z.string(),
  n: count,
  mean: z.number(),
  min: z.number(),
  max: z.number(),
  atMs: z.array(z.number()),
  value: z.array(z.number()),
})
export type GaugeSummary = z.infer<typeof GaugeSummary>

/** Growth of a counter over the run. `null`: the server began anew, or one end was not seen. */
export const CounterSummary = z.object({
  metric: z.string(),
  delta: number,
  reset: z.boolean(),
})
export type CounterSummary = z.infer<typeof CounterSummary>

/** `<label>_server_telemetry.json`: the target's own numbers under the Protocol's names. A name that is missing is not known. */
export const ServerTelemetry = z.object({
  schemaVersion: z.literal(1),
  label: z.string(),
  /** Whose metric names were found. */
  engine: EngineField.nullable().default(null),
  pages: count,
  /** Time between samples; `null` where only the two ends were read. */
  intervalMs: number,
  gauges: z
    .partialRecord(
      z.enum(['requests_running', 'requests_waiting', 'kv_cache_usage', 'mean_batch_size', 'spec_accept_rate']),
      GaugeSummary,
    )
    .default({}),
  counters: z
    .partialRecord(
      z.enum([
        'requests',
        'prompt_tokens',
        'generation_tokens',
        'prefix_cache_hits',
        'prefix_cache_queries',
        'preemptions',
        'evictions',
        'evicted_tokens',
        'decode_steps',
        'spec_accepted_tokens',
        'spec_draft_tokens',
      ]),
      CounterSummary,
    )
    .default({}),
  latencies: z.partialRecord(z.enum(['ttft', 'itl', 'e2e', 'queue', 'prefill']), HistogramSummary).default({}),
  /** Growth of hits over growth of queries; `null` without queries. */
  prefixHitRate: number,
  specAcceptRate: number,
  /** Engines that a gateway calls healthy, at the two ends. */
  healthyEnginesBefore: engines,
  healthyEnginesAfter: engines,
  /** Of a gateway of sageLLM; `null`: the server has none. */
  hopReport: HopReport.nullable().default(null),
  gaps: z.array(EvidenceGap).default([]),
})
export type ServerTelemetry = z.infer<typeof ServerTelemetry>

export const serverTelemetryFile = defineArtifact({ name: 'server telemetry', version: 1, schema: ServerTelemetry })

/** One latency, measured on both sides. */
export const LatencyCheck = z.object({
  latency: z.enum(['ttft', 'itl', 'e2e']),
  clientMeanMs: number,
  serverMeanMs: number,
  clientN: z.number(),
  serverN: z.number(),
  /** Client less server. */
  differenceMs: number,
  verdict: z.enum(['agrees', 'client_higher', 'server_higher', 'not_comparable']),
  message: z.string(),
})
export type LatencyCheck = z.infer<typeof LatencyCheck>

/** One quantity, counted on both sides. */
export const CountCheck = z.object({
  quantity: z.enum(['requests', 'prompt_tokens', 'output_tokens']),
  client: number,
  server: number,
  /** Server less client. */
  surplus: number,
  verdict: z.enum(['equal', 'server_more', 'server_less', 'unknown']),
  message: z.string(),
})
export type CountCheck = z.infer<typeof CountCheck>
