import type { PlannedRequest, RequestErrorClass, RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ClientIdentity } from '@sagellm-benchmark/clients'

export type LostRecordOptions = {
  readonly identity: ClientIdentity
  readonly scheduledAt: number
  readonly startAt: number
  readonly endAt: number
  readonly errorClass: RequestErrorClass
  readonly errorMessage: string
}

/** The record of a request whose client gave none, even after it was cancelled: the wait for it has an end. */
export function lostRecord(planned: PlannedRequest, options: LostRecordOptions): RequestRecord {
  const { identity, scheduledAt, startAt, endAt, errorClass, errorMessage } = options
  return {
    schemaVersion: 1,
    requestId: planned.requestId,
    target: identity.label,
    workload: planned.workload,
    phase: planned.phase,
    round: planned.round,
    index: planned.index,
    scheduledAt,
    startAt,
    sentAt: null,
    headersAt: null,
    firstTokenAt: null,
    firstOutputAt: null,
    tokenAt: [],
    lastTokenAt: null,
    endAt,
    promptTokens: null,
    outputTokens: null,
    tokenCountSource: 'chunks_unverified',
    chunkCount: 0,
    usage: null,
    requestedOutputTokens: planned.request.maxTokens,
    intendedPromptTokens: planned.intendedPromptTokens,
    promptLengthBasis: planned.promptLengthBasis,
    finishReason: null,
    httpStatus: null,
    errorClass,
    errorMessage,
    retries: 0,
    model: identity.model,
    transport: identity.transport,
    connectionReused: null,
    simulated: identity.simulated,
    flags: ['record_lost'],
    outputText: null,
    outputTokenIds: null,
  }
}
