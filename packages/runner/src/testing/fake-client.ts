import type { ClientIdentity, EngineClient } from '@sagellm-benchmark/clients'
import { cutOff } from '@sagellm-benchmark/protocol-types/records'
import type { Clock, PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'

export type FakeClientOptions = {
  readonly clock: Clock
  /** How long a request takes, ms; `null` never answers, not even to a cancellation. @default 50 */
  readonly latencyMs?: (planned: PlannedRequest, at: number) => number | null
  /** Fields of the record. */
  readonly record?: (planned: PlannedRequest) => Partial<RequestRecord>
  /** Ends the answer of a request as a defect of the client would. */
  readonly reject?: (planned: PlannedRequest) => Error | null
  readonly transport?: string
  /** Whether `open` comes to an end by itself. @default true */
  readonly opens?: boolean
  readonly openError?: Error
}

export interface FakeClient extends EngineClient {
  /** Every request in the order of its sending. */
  readonly sent: { readonly id: string; readonly at: number; readonly inFlight: number; endedAt: number | null }[]
  readonly opened: number[]
  /** What was prepared before its time, and how many had been sent by then. */
  readonly prepared: { readonly id: string; readonly sentBefore: number }[]
}

/** A client whose answers take the time it is given, on the clock it is given. */
export function fakeClient(options: FakeClientOptions): FakeClient {
  const { clock, latencyMs = () => 50, record = () => ({}), reject = () => null, transport = 'raw' } = options
  const { opens = true, openError } = options
  const identity: ClientIdentity = {
    label: 'fake',
    engine: 'fake',
    model: 'fake-model',
    transport,
    stampSource: 'socket_read',
    simulated: true,
    maxModelLen: null,
    notices: [],
  }
  const sent: FakeClient['sent'] = []
  const opened: number[] = []
  const prepared: FakeClient['prepared'] = []
  let inFlight = 0

  return {
    identity,
    sent,
    opened,
    prepared,
    prepare: ({ requestId }) => void prepared.push({ id: requestId, sentBefore: sent.length }),
    async open({ connections, signal }) {
      opened.push(connections)
      if (openError) throw openError
      if (opens) return
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('given up'))))
    },
    async close() {},
    send(planned, { scheduledAt, signal } = {}) {
      const startAt = clock.now()
      inFlight += 1
      const entry = { id: planned.requestId, at: startAt, inFlight, endedAt: null as number | null }
      sent.push(entry)
      const takes = latencyMs(planned, startAt)
      return new Promise((resolve, rejectSend) => {
        const end = (fields: Partial<RequestRecord>) => {
          cancelTimer()
          signal?.removeEventListener('abort', onAbort)
          inFlight -= 1
          entry.endedAt = clock.now()
          const error = reject(planned)
          if (error) return rejectSend(error)
          const { requestId, workload, phase, round, index } = planned
          const times = { startAt, scheduledAt: scheduledAt ?? startAt, endAt: clock.now() }
          resolve(aRecord({ requestId, workload, phase, round, index, ...times, ...record(planned), ...fields }))
        }
        const onAbort = () => end({ errorClass: cutOff(signal?.reason).errorClass })
        const cancelTimer = takes === null ? () => {} : clock.setTimer(takes, () => end({}))
        if (takes !== null) signal?.addEventListener('abort', onAbort, { once: true })
      })
    },
  }
}
