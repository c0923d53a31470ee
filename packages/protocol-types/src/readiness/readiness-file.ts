import { z } from 'zod'
import { MeasuredTarget } from '../artifacts/benchmark-summary.js'
import { defineArtifact } from '../json/artifact.js'
import { ReadinessProcess } from './readiness-process.js'

const count = z.int().nonnegative()
const figure = z.number().nullable()

/** What each burst was measured with. */
export const ReadinessLoad = z.object({
  promptTokens: count,
  outputTokens: count,
  rateRps: z.number().positive().describe('of the steady load'),
  steadySeconds: z.number().positive().describe('of steady load before the burst'),
  burstRequests: count,
  recoverySeconds: z.number().positive().describe('of steady load from the burst on'),
  windowRequests: z.int().positive().describe('steady requests in a row that the limits are held against'),
})
export type ReadinessLoad = z.infer<typeof ReadinessLoad>

/** A figure over the processes of one kind. */
export const ReadinessEstimate = z.object({
  figure: z.string().describe('readiness_s, first_request_ttft_ms, burst_recovery_s, ...'),
  kind: z.enum(['cold', 'as_found', 'warm']),
  n: count.describe('processes that have the figure'),
  of: count.describe('processes that were to have it'),
  mean: z.number(),
  /** Ends of the 95 % interval of the mean; `null` below 5 processes. */
  low: figure,
  high: figure,
  min: z.number(),
  max: z.number(),
})
export type ReadinessEstimate = z.infer<typeof ReadinessEstimate>

/** `readiness.json`: how a server starts, and how it bears a burst, over several of its processes. */
export const ReadinessFile = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('readiness'),
  createdAt: z.string().describe('ISO 8601, UTC'),
  toolVersion: z.string(),
  target: MeasuredTarget,
  model: z.string().nullable(),
  simulated: z.boolean(),
  seed: count,
  load: ReadinessLoad,
  /** Limits that are to hold again after a burst. */
  thresholds: z.array(z.string()),
  cacheBoundary: z.object({
    coldStart: z.boolean().describe('whether a command for a cold start was run'),
    coldCommand: z.string().nullable(),
  }),
  pollMs: z.number().positive().describe('between two looks whether the server is ready'),
  /** Processes that were to be measured. */
  planned: count,
  processes: z.array(ReadinessProcess),
  estimates: z.array(ReadinessEstimate),
  /** Of the mean time to ready, in per cent of that of cold starts; `null` without both. */
  warmVsColdImprovementPct: figure,
  /** Gates that were asked for. */
  checks: z.array(
    z.object({
      name: z.string(),
      verdict: z.enum(['holds', 'fails', 'undecided']),
      passed: z.boolean(),
      sentence: z.string(),
    }),
  ),
  notices: z.array(z.string()),
  command: z.string().nullable(),
})
export type ReadinessFile = z.infer<typeof ReadinessFile>

export const readinessFile = defineArtifact({ name: 'readiness', version: 1, schema: ReadinessFile })
