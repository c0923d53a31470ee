import { z } from 'zod'
import { ReportedUsage } from '../run/request-record.js'
import { StallSample } from '../artifacts/aggregated-metrics.js'

/** Any number, those that JSON and zod refuse too: an unlimited count is infinite, and a duration may be -0. */
export const anyNumber = z.custom<number>((value) => typeof value === 'number', 'expected a number')
export const count = z.int().nonnegative()
const numbers = z.custom<ArrayLike<number>>(isNumbers, 'expected numbers')

/** What driving a load takes, as numbers. */
export const LoadShapeData = z.object({
  drive: z.enum(['slots', 'batches', 'arrivals']),
  openLoop: z.boolean(),
  places: anyNumber.nullable(),
  openingMs: anyNumber,
  connections: anyNumber,
  ahead: anyNumber,
})

/** What a client knows of its target and of itself. */
export const ClientIdentityData = z.object({
  label: z.string(),
  engine: z.string(),
  model: z.string(),
  transport: z.string(),
  stampSource: z.enum(['kernel_receive', 'socket_read', 'body_chunk', 'engine_step']),
  simulated: z.boolean(),
  maxModelLen: z.number().nullable(),
  notices: z.array(z.string()).readonly(),
})

const ChoiceTokens = z.object({ choice: count, all: count, withFirstText: count })

/** What was seen of an answer whose tokens the coordinator counts: it has the tokenizer. */
export const SeenAnswerData = z.object({
  failed: z.boolean(),
  streamed: z.boolean(),
  startAt: anyNumber,
  endAt: anyNumber,
  chunks: z.object({ at: numbers, kind: numbers, bytes: numbers, choice: numbers.nullable() }),
  reasoningSeen: z.boolean(),
  ascii: z.boolean(),
  chunkUsage: z.array(ChoiceTokens).readonly().nullable(),
  usage: ReportedUsage.nullable(),
  usageCounts: z.boolean(),
  usageOfIds: z.boolean(),
  chunkIsToken: z.boolean(),
  finish: z.string().nullable(),
  wanted: count,
  exact: z.boolean(),
  prompt: z.union([z.number(), z.string()]).nullable(),
  texts: z
    .array(z.object({ choice: count, all: z.string(), firstRead: z.string() }))
    .readonly()
    .nullable(),
  stalledReads: z.array(anyNumber).readonly(),
})

const OverheadSampleData = z.object({
  eventLoopDelayP99Ms: anyNumber.nullable(),
  eventLoopDelayMaxMs: anyNumber.nullable(),
  cpuShare: anyNumber.nullable(),
  processCpuShare: anyNumber.nullable(),
  cores: anyNumber.nullable(),
  stalls: StallSample.nullable(),
})

const ReadLatenessData = z.object({
  steps: z.custom<Uint32Array>((value) => value instanceof Uint32Array, 'expected unsigned integers'),
  reads: count,
  unstamped: count,
  maxMs: anyNumber,
  clockErrorMs: anyNumber,
})

/** What one share of a load came to: counts, times on the records' axis, and what its thread cost. */
export const ShareOutcomeData = z.object({
  stopReason: z.enum([
    'requests',
    'duration',
    'interrupted',
    'precision',
    'decided',
    'not_started',
    'prompts_unavailable',
    'errors',
    'target_unreachable',
  ]),
  startedAt: anyNumber.nullable(),
  measuredFrom: anyNumber.nullable(),
  endedAt: anyNumber.nullable(),
  records: count,
  failed: count,
  cancelledByRun: count,
  skipped: count,
  peakInFlight: count,
  dry: z.object({ takes: count, waitedMs: anyNumber }),
  measured: count,
  stalled: count,
  sample: OverheadSampleData,
  readLateness: ReadLatenessData.nullable(),
  latenessMs: z.custom<Float64Array>((value) => value instanceof Float64Array, 'expected lateness as numbers'),
})

function isNumbers(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((each) => typeof each === 'number')
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}
