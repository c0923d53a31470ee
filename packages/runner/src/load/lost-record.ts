import type { PlannedRequest, RequestErrorClass, RequestRecord } from '@sagellm-benchmark/protocol-types'
import { emptyRecord } from '@sagellm-benchmark/protocol-types/records'
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
export function lostRecord(planned: PlannedRequest, { identity, ...seen }: LostRecordOptions): RequestRecord {
  return emptyRecord(planned, {
    target: identity.label,
    transport: identity.transport,
    model: identity.model,
    simulated: identity.simulated,
    ...seen,
    flags: ['record_lost'],
  })
}
