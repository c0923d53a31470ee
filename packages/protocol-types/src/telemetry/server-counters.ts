import { z } from 'zod'
import { EngineField } from '../engine/engine-names.js'
import { HopReport } from './hop-report.js'
import { CountCheck, HistogramSummary, ServerTelemetry } from './server-telemetry.js'

const number = z.number().nullable().default(null)
const engines = z.int().nonnegative().nullable().default(null)

const Gauges = ServerTelemetry.shape.gauges.unwrap()

/**
 * What the server itself counted while it was measured, from its pages right before and right after: growth, never a state. Warm-up
 * lies in between in a run, and does not in a comparison. `null` is not known, never 0.
 */
export const ServerCounters = z.object({
  /** Whose metric names were found. */
  engine: EngineField.nullable().default(null),

  requests: number,
  promptTokens: number,
  outputTokens: number,
  cacheHits: number.describe('prompt tokens that a prefix cache answered'),
  cacheQueries: number.describe('prompt tokens that were looked up in it'),
  prefixHitRate: number,
  preemptions: number,
  evictions: number,
  evictedTokens: number,
  specAcceptRate: number,
  decodeSteps: number.describe(
    'steps of the engine, those that only read a prompt included where it does not count them apart',
  ),
  tokensPerDecodeStep: number.describe(
    'tokens generated a step, speculated ones left out; above 1 requests shared steps',
  ),
  kvUsageBefore: number.describe('share of the KV cache in use, when nothing was in flight'),
  kvUsageAfter: number,
  kvBlockTokens: number.describe('tokens a block of the KV cache'),
  kvCapacityTokens: number.describe('that the KV cache holds'),
  healthyEnginesBefore: engines.describe('engines that a gateway calls healthy'),
  healthyEnginesAfter: engines,
  /** Of a gateway of sageLLM; `null`: the server has none. */
  hopReport: HopReport.nullable().default(null),

  /** The server's own histograms. */
  latencies: z.partialRecord(z.enum(['ttft', 'itl', 'e2e', 'queue', 'prefill']), HistogramSummary).default({}),
  /** States of the server while it was measured; only where sampling was asked for. */
  gauges: z
    .partialRecord(Gauges.keyType, z.object({ n: z.int().nonnegative(), mean: z.number(), max: z.number() }))
    .default({}),
  /** Requests and tokens, counted on both sides. */
  checks: z.array(CountCheck).default([]),
  /** What could not be learnt, and why: a sentence each. */
  gaps: z.array(z.string()).default([]),
})
export type ServerCounters = z.infer<typeof ServerCounters>
