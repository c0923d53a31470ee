import type { IncomingMessage } from 'node:http'
import { isBenchError } from '@sagellm-benchmark/protocol-types'
import type { Problem } from '../dialects/define-served-dialect.js'
import { type ChosenFault, drawFaults, type FaultRate, parseFaults } from './choose-faults.js'
import type { Fault } from './define-fault.js'

export type RequestFaultsOptions = {
  readonly request: IncomingMessage
  readonly body: unknown
  readonly faults: readonly FaultRate[]
  readonly own: readonly Fault[]
  readonly seed: number
  readonly ordinal: number
}

/** A request's own wish first, header before body; else the drawn ones. */
export function requestFaults(options: RequestFaultsOptions): ChosenFault[] | { readonly problem: Problem } {
  const { request, body, faults, own, seed, ordinal } = options
  const header = request.headers['x-fault']
  const inBody = typeof body === 'object' && body !== null && 'fault' in body ? body.fault : undefined
  const wish = typeof header === 'string' ? header : typeof inBody === 'string' ? inBody : null
  try {
    return wish === null ? drawFaults(faults, { seed, ordinal, own }) : parseFaults(wish, own)
  } catch (error) {
    if (!isBenchError(error)) throw error
    return { problem: { kind: 'invalid_request', message: `${error.message}; ${error.hint}`, param: 'fault' } }
  }
}
