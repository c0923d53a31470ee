import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { refusedFields } from './refused-fields.js'
import type { WireRequest } from './wire-request.js'

/** The field of a streamed request that asks for its usage. A trial in one piece cannot show that a server refuses it. */
const FIELD = 'stream_options'
/** Servers whose code meets a field that it does not know answer 500. */
const refusals: ReadonlySet<number | null> = new Set([400, 422, 500, 501])

type Refused = {
  readonly status: number | null
  readonly errorClass: RequestErrorClass | null
  readonly errorMessage: string | null
}

/**
 * Whether a streamed request was refused for the field that asks for a usage, so that the server would perhaps take it without. A
 * field that the user gave is never changed.
 */
export function refusesUsage({ status, errorClass, errorMessage }: Refused, request: WireRequest): boolean {
  if (errorClass === null || !refusals.has(status) || !request.asksForUsage) return false
  return FIELD in refusedFields(errorMessage ?? '', { sent: asked })
}

/** Other fields are what was asked for: a refusal of theirs in the middle of a run stands as a failure. */
const asked = { [FIELD]: true }

/** What is sent from then on. */
export const withoutUsage = { [FIELD]: null }
