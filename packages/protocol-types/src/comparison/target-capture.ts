import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { CacheFinding } from '../artifacts/cache-finding.js'
import { EndpointApi } from '../engine/endpoint-api.js'
import { defineArtifact } from '../json/artifact.js'
import { tableByFigure } from '../metrics/figure-shape.js'
import { PromptLengthBasis } from '../run/planned-request.js'
import { LearntOfEndpoint } from '../run/learnt-of-endpoint.js'
import { ServerCounters } from '../telemetry/server-counters.js'
import { ComparisonPlan } from './comparison-plan.js'
import { E2ePerfFile } from '../performance/e2e-perf-file.js'

const count = z.int().nonnegative()
const text = z.string().nullable().default(null)
const figure = z.number().nonnegative().nullable().default(null)

/** The headline figures of one round or one block of rounds, by wire name. */
const CapturedRound = z.object({
  round: count,
  requests: count,
  failed: count,
  figures: tableByFigure(z.number().nullable()),
})

/** One unmeasured request that every target got: what shows whether they read and say the same. */
const CapturedSample = z.object({
  requestId: z.string(),
  /** Of the prompt as it was sent. */
  promptDigest: z.string(),
  promptTokens: count.nullable().default(null),
  outputTokens: count.nullable().default(null),
  finishReason: text,
  answer: text,
  errorClass: text,
})

/** The load that was seen: what is asked for stands in the plan. */
export const ReachedLoad = z.object({
  concurrency: figure.describe('mean requests in flight of a closed loop, outside of filling and draining'),
  rateRps: figure.describe('requests that started a second, over all rounds'),
  plannedRateRps: figure.describe('the same as the drawn schedule has it; null in a closed loop'),
  waitedShare: figure.describe(
    'of the requests of a rate: waited for a place under the cap; null: no rate, or not known',
  ),
})
export type ReachedLoad = z.infer<typeof ReachedLoad>

/** How far the client can be trusted over some rounds. */
export const RoundsOverhead = z.object({
  rounds: count,
  saturatedRounds: count,
  reasons: z.array(z.string()).default([]),
  stampErrorMs: figure.describe(
    'calibrated p99 error of a stamp, where it is beyond its limit; saturates no round, but withholds verdicts on gaps as small',
  ),
  shards: z
    .array(z.object({ shard: count, saturatedRounds: count, stampErrorMs: figure }))
    .exactOptional()
    .describe('of each of several machines; the worst one judges. Absent: one machine sent all'),
})
export type RoundsOverhead = z.infer<typeof RoundsOverhead>

/** One scenario under one load, as one target did it. */
export const CapturedCell = z.object({
  scenario: z.string(),
  batchSize: z.int().positive().nullable().default(null).describe('of a batch; null for every other load'),
  load: text.describe('label of a load that is no batch; null: a batch of batch_size'),
  /** `false`: answers came whole, so that nothing is known of first tokens. */
  streamed: z.boolean(),
  rounds: z.array(CapturedRound),
  blocks: z.array(CapturedRound),
  roundsPerBlock: z.int().positive(),
  requests: count,
  failed: count,
  errorClasses: z.record(z.string(), count).default({}),
  failureExamples: z.record(z.string(), z.string().max(300)).default({}).describe('first message of each class'),
  finishReasons: z.record(z.string(), count).default({}),
  outputTokens: z.object({ min: count, max: count, mean: z.number() }).nullable().default(null),
  requestedOutputTokens: count,
  /** Mean prompt tokens that the server read, as far as it said. */
  promptTokens: figure,
  /** `null`: an older file does not say. */
  reached: ReachedLoad.nullable().default(null),
  /** Why the load that was seen is not the one that was asked for; empty: it was kept, or an older file. */
  loadNotKept: z.array(z.string()).default([]),
  /** How far the time between tokens can be trusted; `null`: an older file, of which no verdict is withheld for it. */
  tbt: z
    .object({ leftOut: figure, unusable: figure, heldBack: z.boolean() })
    .nullable()
    .default(null)
    .describe(
      'shares of the answers that have a time between tokens: without one, and without one that a verdict may rest on',
    ),
  /** `null`: not known. */
  client: RoundsOverhead.nullable().default(null),
  /** Whether a prefix cache answered more than the plan meant it to. */
  cache: CacheFinding.nullable().default(null),
  samples: z.array(CapturedSample).default([]),
  /** Flags of the records, with how many bore each. */
  recordFlags: z.record(z.string(), count).default({}),
})
export type CapturedCell = z.infer<typeof CapturedCell>

/** By what two captures are seen to have been asked the same. */
export const SameSpec = z.object({
  specId: z.string().describe('name of the profile, or custom'),
  resolvedSpecHash: z.string().describe('SHA-256 of the model and the resolved plan; equal where the same was sent'),
})
export type SameSpec = z.infer<typeof SameSpec>

/** Everything that a comparison needs to know of one target: what was measured of it, and under which conditions. */
export const TargetCapture = z.object({
  schemaVersion: z.literal(1),
  label: z.string(),
  /** Its place among the targets of its comparison, the baseline's is 0; `null`: not known, as in older files. */
  position: count.nullable().default(null),
  url: text,
  /** Which texts it was sent: conversations, or prompts without a template; `null`: an older file, in which any template is allowed for. */
  api: EndpointApi.nullable().default(null),
  /** `null` for captures of the Python original, which keep none. */
  plan: ComparisonPlan.nullable().default(null),
  sameSpec: SameSpec.nullable().default(null).describe('null: an older file'),
  /** Started and last used, ISO 8601 in UTC. */
  startedAt: text,
  endedAt: text,
  engine: text,
  engineVersion: text,
  precision: text,
  model: text,
  /** The model that was asked for. */
  requestedModel: text,
  maxModelLen: z.int().positive().nullable().default(null),
  /** What its trials showed; `null`: nothing was tried, or an older file. */
  learnt: LearntOfEndpoint.nullable().default(null),
  simulated: z.boolean().nullable().default(null),
  notices: z.array(z.string()).default([]),
  flags: z.array(Flag).default([]),
  promptLengthBasis: PromptLengthBasis.nullable().default(null),
  /** Whether the target ran on the machine of the client. */
  local: z.boolean().nullable().default(null),
  /** The mark of the client's machine, as in environment.json. */
  clientMachine: text,
  shards: z
    .object({ of: z.int().positive(), lost: z.array(count) })
    .exactOptional()
    .describe(
      'how many machines sent the load, and which of them were lost: the round of the loss counts for no target, and was the last. Absent: one machine sent all',
    ),
  client: z
    .object({
      transport: z.string(),
      stampSource: z.string(),
      /** As in a run's `client_overhead`. */
      loadThreads: count.nullable().default(null),
      ...RoundsOverhead.shape,
    })
    .nullable()
    .default(null),
  /** Growth of the server's own counters over the comparison, and what the client counted; null where not known. */
  serverCounters: ServerCounters.nullable().default(null),
  clientCounts: z
    .object({
      requests: count,
      promptTokens: count.nullable().default(null),
      outputTokens: count.nullable().default(null),
    })
    .nullable()
    .default(null),
  cells: z.array(CapturedCell),
})
export type TargetCapture = z.infer<typeof TargetCapture>

/** `<label>.json` of compare and compare-record: the original's end-to-end file, with what an offline comparison needs. */
export const CaptureFile = E2ePerfFile.extend({ capture: TargetCapture.nullable().default(null) })
export type CaptureFile = z.infer<typeof CaptureFile>

export const captureFile = defineArtifact({ name: 'capture', version: 1, schema: CaptureFile })
