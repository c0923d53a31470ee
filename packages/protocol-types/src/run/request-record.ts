import { z } from 'zod'
import { Flag } from '../flags/flag.js'
import { defineArtifact } from '../json/artifact.js'
import { EngineMetrics } from './engine-metrics.js'
import { RecordedTurn } from '../sessions/planned-turn.js'
import { PromptLengthBasis, RequestPhase } from './planned-request.js'

/**
 * Why a request failed: a closed set, distinguished by where it broke. `null` in a record means that it succeeded. What was cut off from
 * our side (`cancelled_by_run`, `cancelled_by_client`) is no failure; see `wasCancelled`.
 */
export const RequestErrorClass = z.enum([
  'connect_failed',
  'connect_timeout',
  'tls_failed',
  'connection_reset',
  'first_token_timeout',
  'inter_token_timeout',
  'total_timeout',
  'auth',
  'bad_request',
  'not_found',
  'context_length_exceeded',
  'rate_limited',
  'server_error',
  'overloaded',
  'unexpected_status',
  'wrong_content_type',
  'malformed_response',
  'response_too_large',
  'stream_cut_short',
  'stream_error_event',
  'empty_response',
  'engine_failure',
  'aborted',
  'cancelled_by_run',
  'cancelled_by_client',
])
export type RequestErrorClass = z.infer<typeof RequestErrorClass>

/** `token_ids` = the engine gave the ids; `usage` = the server said so; `chunks_verified` = one chunk a token, as was proved; `tokenizer` = counted on the text; `chunks_unverified` = only chunks are known, counts are null. */
export const TokenCountSource = z.enum(['token_ids', 'usage', 'tokenizer', 'chunks_verified', 'chunks_unverified'])
export type TokenCountSource = z.infer<typeof TokenCountSource>

/** What the server reported, as it reported it. */
export const ReportedUsage = z.object({
  promptTokens: z.int().nonnegative().nullable(),
  completionTokens: z.int().nonnegative().nullable(),
  cachedTokens: z.int().nonnegative().nullable(),
  reasoningTokens: z.int().nonnegative().nullable(),
  totalTokens: z.int().nonnegative().nullable().default(null),
})
export type ReportedUsage = z.infer<typeof ReportedUsage>

/** What the engine says it did for one request, and how long it took: llama.cpp's `timings`. */
const RequestTimings = z.object({
  promptMs: z.number().nonnegative().nullable(),
  /** Prompt tokens that were computed, those of a cache left out. */
  promptTokens: z.int().nonnegative().nullable(),
  decodeMs: z.number().nonnegative().nullable(),
  decodeTokens: z.int().nonnegative().nullable(),
})

/**
 * How the tokens of a stream were laid onto its reads for TBT: a step a token, a usage or the token ids on every chunk, the tokenizer, or the share of the
 * bytes of text. `none`: the stream does not show the time between its tokens.
 */
export const TbtBasis = z.enum(['steps', 'chunk_usage', 'tokenizer', 'bytes', 'none'])
export type TbtBasis = z.infer<typeof TbtBasis>

/** A moment in ms. Fields made from it are what `stampFields` lists. */
const stamp = z.number()

/**
 * Everything observed about one request: the timeline of METRICS.md and the counts, nothing derived. All stamps are
 * milliseconds on one monotonic clock. A failed request is a full record with an `errorClass`.
 */
export const RequestRecord = z.object({
  schemaVersion: z.literal(1),
  requestId: z.string().min(1),
  target: z.string(),
  workload: z.string().min(1),
  phase: RequestPhase,
  round: z.int().nonnegative(),
  index: z.int().nonnegative(),

  scheduledAt: stamp,
  startAt: stamp,
  sentAt: stamp.nullable(),
  headersAt: stamp.nullable(),
  /** First chunk with a choice, one that only names a role included: other tools start their TTFT there. */
  firstChoiceAt: stamp.nullable().default(null),
  /** First decode step, with text or without. */
  firstStepAt: stamp.nullable().default(null),
  firstTokenAt: stamp.nullable(),
  /** First piece that is not reasoning. */
  firstOutputAt: stamp.nullable(),
  /** One stamp for every decode step, ascending; steps of one socket read share theirs. Of several choices one after the other. */
  tokenAt: z.array(stamp),
  /** How many of these stamps each choice has, in order; empty where there is one choice. */
  choiceSteps: z.array(z.int().nonnegative()).default([]),
  /** Chunks with a choice that are no steps: role, finish reason, signs of life. */
  otherChunkAt: z.array(stamp).default([]),
  lastTokenAt: stamp.nullable(),
  endAt: stamp,

  promptTokens: z.int().nonnegative().nullable(),
  outputTokens: z.int().nonnegative().nullable(),
  tokenCountSource: TokenCountSource,
  /** Chunks with text, kept beside `outputTokens` and the steps because they may differ. */
  chunkCount: z.int().nonnegative(),
  /** Chunks with text that came in one read with another of the same choice. */
  coalescedChunks: z.int().nonnegative().nullable().default(null),
  /** Share of the text's bytes in the first read with text. */
  firstReadShare: z.number().min(0).max(1).nullable().default(null),
  /** Mean time between the tokens after the first read with text. */
  tbtMs: z.number().nonnegative().nullable().default(null),
  /** `null`: nobody looked at the reads; TBT then follows from the stamps where there is one for each token. */
  tbtBasis: TbtBasis.nullable().default(null),
  usage: ReportedUsage.nullable(),
  /** What the engine measured of the request itself; `null` where it does not say. */
  engineMetrics: EngineMetrics.nullable().default(null),
  /** `null`: the engine sends none, several choices share the request, or an older file. */
  engineTimings: RequestTimings.nullable().default(null),
  /** The part of a request mix that it is; `null`: there is none. */
  part: z.string().nullable().default(null),
  requestedOutputTokens: z.int().positive(),
  /** What the prompt was to have, beside what was built and what `promptTokens` says was read. */
  requestedPromptTokens: z.int().positive().nullable().default(null),
  intendedPromptTokens: z.int().positive().nullable(),
  promptLengthBasis: PromptLengthBasis,

  finishReason: z.string().nullable(),
  httpStatus: z.int().nullable(),
  errorClass: RequestErrorClass.nullable(),
  /** One line, with secrets removed. */
  errorMessage: z.string().nullable(),
  retries: z.int().nonnegative(),
  /** The W3C trace header that the request bore: the trace id of the run, and a span id of its own; `null` where it bore none. */
  traceparent: z.string().nullable().default(null),

  /** Its place in a session; `null`: a request of its own. */
  session: RecordedTurn.nullable().default(null),
  /** Which of several base URLs answered; `null` where there is one. */
  replica: z.string().nullable().default(null),
  /** Which of several machines sent it, and by how much its stamps may be misplaced against those of the others, ms; `null`: there was one. */
  shard: z.object({ number: z.int().nonnegative(), clockErrorMs: z.number().nonnegative() }).nullable().default(null),

  model: z.string().nullable(),
  /** How the bytes were read: kernel, raw, undici, fetch, in_process. */
  transport: z.string(),
  /** `false` where the request had to wait for a new connection. */
  connectionReused: z.boolean().nullable(),
  /** The longest that arrived bytes waited for the client to read them, ms; `null` where the kernel gives no stamps. Stamps do not hold it. */
  maxReadLatenessMs: z.number().nonnegative().nullable().default(null),
  /** True when the target says that its timings are simulated. */
  simulated: z.boolean(),
  /** Anything clamped, substituted or estimated about this request, e.g. `output_short`, `ignore_eos_unsupported`. */
  flags: z.array(Flag),
  /** Only when the run was asked to keep texts. */
  outputText: z.string().nullable(),
  /** Only where the engine gives them and the run was asked to keep texts. */
  outputTokenIds: z.array(z.int()).nullable(),
})
export type RequestRecord = z.infer<typeof RequestRecord>

type StampField = { [Name in keyof RequestRecord]: Name extends `${string}At` ? Name : never }[keyof RequestRecord]

/** The fields of a record that are moments: what moves when a record is put on another axis of time. */
export const stampFields = Object.entries(RequestRecord.shape).flatMap(([name, schema]) =>
  isStamp(schema) ? [name as StampField] : [],
)

function isStamp(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) return isStamp(schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodArray) return isStamp(schema.element as z.ZodType)
  return schema === stamp
}

/** A line of `records.jsonl`. */
export const requestRecordLine = defineArtifact({ name: 'request record', version: 1, schema: RequestRecord })
