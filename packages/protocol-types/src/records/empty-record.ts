import type { PlannedRequest } from '../run/planned-request.js'
import { RequestRecord } from '../run/request-record.js'

/** What is known of every request that was handed to a client, however it went. */
type Known = Pick<RequestRecord, 'target' | 'transport' | 'scheduledAt' | 'startAt' | 'endAt'>

/** What may not be unknown, and what the plan says besides. */
type Stated = Omit<
  { [Name in keyof RequestRecord as null extends RequestRecord[Name] ? never : Name]: RequestRecord[Name] },
  keyof Known
> &
  Partial<RequestRecord>

/** What the schema lets be unknown is; the rest is stated with each record. */
const blank = ofOneShape(Object.keys(RequestRecord.shape).map((name) => [name, null] as const)) as Record<
  keyof RequestRecord,
  null
>

/**
 * The record of a request of which nothing came back, with what is known besides. Every client makes its records from it, so
 * that a new field of the schema is unknown in all of them until one of them knows it.
 *
 * All records share one hidden class: they are copies of one object whose fields are then set. Put together by spreading, each
 * had a hidden class of its own, which took 50 times as long and three times the memory.
 *
 * @param seen - what was observed; it goes before what follows from the plan.
 * @example emptyRecord(planned, { target: 'vllm', transport: 'raw', scheduledAt: 0, startAt: 0, endAt: 9, errorClass: 'aborted' })
 */
export function emptyRecord(planned: PlannedRequest, seen: Known & Partial<RequestRecord>): RequestRecord {
  const ofPlan: Stated = {
    schemaVersion: 1,
    requestId: planned.requestId,
    workload: planned.workload,
    phase: planned.phase,
    round: planned.round,
    index: planned.index,
    part: planned.part ?? null,
    requestedOutputTokens: planned.request.maxTokens,
    requestedPromptTokens: planned.requestedPromptTokens ?? null,
    intendedPromptTokens: planned.intendedPromptTokens,
    promptLengthBasis: planned.promptLengthBasis,
    session: recordedTurn(planned.session),
    tokenAt: [],
    choiceSteps: [],
    otherChunkAt: [],
    chunkCount: 0,
    tokenCountSource: 'chunks_unverified',
    retries: 0,
    simulated: false,
    flags: [],
  }
  return Object.assign({ ...blank }, ofPlan, seen)
}

/** What a record keeps of a turn: not the texts, which would be written with each of them. */
function recordedTurn(turn: PlannedRequest['session']): RequestRecord['session'] {
  if (turn === undefined) return null
  const { answersOf: _, answer: __, answerWanted: ___, ...recorded } = turn
  return recorded
}

/** An object that is copied by its hidden class: one that grew field by field becomes a dictionary, which has none. */
function ofOneShape(entries: Iterable<readonly [string, null]>): Record<string, null> {
  return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Record<string, null>
}
