import { z } from 'zod'
import { PlannedRequest, RequestPhase } from '../run/planned-request.js'
import { RequestRecord } from '../run/request-record.js'
import { RunPlan, WorkloadPlan } from '../run/run-plan.js'
import {
  anyNumber,
  ClientIdentityData,
  count,
  LoadShapeData,
  SeenAnswerData,
  ShareOutcomeData,
} from './message-parts.js'

/** A request with what its load says of it: a load kind is made of functions, which stay with the coordinator. */
export const DealtRequest = z.object({
  planned: PlannedRequest,
  /** The batch it belongs to; `null` in other kinds of load. */
  batch: count.nullable(),
  /** How long its place rests when it has ended, ms. */
  pauseMs: anyNumber,
})
export type DealtRequest = z.infer<typeof DealtRequest>

/**
 * What the coordinator of a load says to one who drives a share of it, a thread or another machine. Times are CLOCK_MONOTONIC of the
 * receiver, in ms.
 */
export const ToWorker = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('drive'),
    /** With this worker's part of a warm-up that lasts a time. */
    plan: RunPlan,
    workload: WorkloadPlan,
    /** This worker's part of the load. */
    shape: LoadShapeData,
    usedMs: anyNumber,
    openMayFail: z.boolean(),
    /** Due time of the schedule's first measured request; `null` where replies decide. */
    firstDueMs: anyNumber.nullable(),
    /** Records' axis minus CLOCK_MONOTONIC. */
    axisFromMonotonicMs: anyNumber,
  }),
  z.object({
    kind: z.literal('requests'),
    phase: RequestPhase,
    dealt: z.array(DealtRequest).readonly(),
    last: z.boolean(),
  }),
  z.object({ kind: z.literal('start'), atMonotonicMs: anyNumber }),
  z.object({ kind: z.literal('release'), batch: count, atMonotonicMs: anyNumber }),
  z.object({ kind: z.literal('drain') }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('close') }),
])
export type ToWorker = z.infer<typeof ToWorker>

const BenchErrorCode = z.enum([
  'invalid_argument',
  'resource_exhausted',
  'unavailable',
  'deadline_exceeded',
  'not_implemented',
  'not_found',
  'corrupt_data',
  'cancelled',
  'internal',
])

export const FailedMessage = z.object({
  kind: z.literal('failed'),
  code: BenchErrorCode,
  message: z.string(),
  hint: z.string().nullable(),
})

export const ClosedMessage = z.object({ kind: z.literal('closed') })

/** What one who drives a share says to the coordinator. Stamps of records are on the records' axis. */
export const FromWorker = z.discriminatedUnion('kind', [
  /** The thread has started. */
  z.object({ kind: z.literal('begun') }),
  /** Its client is made, and knows the server. */
  z.object({ kind: z.literal('ready'), identity: ClientIdentityData }),
  z.object({ kind: z.literal('want'), phase: RequestPhase, count }),
  z.object({ kind: z.literal('prepared'), identity: ClientIdentityData }),
  z.object({ kind: z.literal('batch_ready'), batch: count }),
  z.object({ kind: z.literal('sent'), requestIds: z.array(z.string()).readonly() }),
  z.object({
    kind: z.literal('records'),
    records: z.array(RequestRecord.extend({ toCount: SeenAnswerData.exactOptional() })).readonly(),
  }),
  z.object({ kind: z.literal('driven'), driven: ShareOutcomeData, identity: ClientIdentityData }),
  FailedMessage,
  ClosedMessage,
])
export type FromWorker = z.infer<typeof FromWorker>
