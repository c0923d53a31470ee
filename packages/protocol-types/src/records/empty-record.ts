import type { PlannedRequest } from '../run/planned-request.js'
import { RequestRecord } from '../run/request-record.js'

/** What is known of every request that was handed to a client, however it went. */
type Known = Pick<RequestRecord, 'target' | 'transport' | 'scheduledAt' | 'startAt' | 'endAt'>

type UnknownFields = { [Name in keyof RequestRecord as null extends RequestRecord[Name] ? Name : never]: null }

/** Every field that may be unknown, as the schema says, is. */
const unknownFields = Object.fromEntries(
  Object.entries(RequestRecord.shape).flatMap(([name, schema]) =>
    schema.safeParse(null).success ? [[name, null]] : [],
  ),
) as UnknownFields

/**
 * The record of a request of which nothing came back, with what is known besides. Every client makes its records from it, so
 * that a new field of the schema is unknown in all of them until one of them knows it.
 *
 * @param seen - what was observed; it goes before what follows from the plan.
 * @example emptyRecord(planned, { target: 'vllm', transport: 'raw', scheduledAt: 0, startAt: 0, endAt: 9, errorClass: 'aborted' })
 */
export function emptyRecord(planned: PlannedRequest, seen: Known & Partial<RequestRecord>): RequestRecord {
  return {
    ...unknownFields,
    schemaVersion: 1,
    requestId: planned.requestId,
    workload: planned.workload,
    phase: planned.phase,
    round: planned.round,
    index: planned.index,
    requestedOutputTokens: planned.request.maxTokens,
    requestedPromptTokens: planned.requestedPromptTokens ?? null,
    intendedPromptTokens: planned.intendedPromptTokens,
    promptLengthBasis: planned.promptLengthBasis,
    tokenAt: [],
    choiceSteps: [],
    otherChunkAt: [],
    chunkCount: 0,
    tokenCountSource: 'chunks_unverified',
    retries: 0,
    simulated: false,
    flags: [],
    ...seen,
  }
}
