import type { EngineClient, SendOptions } from '@sagellm-benchmark/clients'
import {
  BenchError,
  type Clock,
  isBenchError,
  type PlannedRequest,
  type RequestRecord,
} from '@sagellm-benchmark/protocol-types'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import { lostRecord } from './lost-record.js'
import { createOccupancy } from './occupancy.js'

export type FlightsOptions = {
  readonly clock: Clock
  readonly client: EngineClient
  readonly keepText: boolean
  /** Handed to the client with every request. */
  readonly stalledMs: NonNullable<SendOptions['stalledMs']>
  readonly onSend: (planned: PlannedRequest) => void
  readonly onRecord: (record: RequestRecord) => void
  /** Called when the client rejects: its contract asks for a record, so that is a defect and no failed request. */
  readonly onFailure: (error: unknown) => void
}

export type SendTiming = {
  /** Intended arrival; left out in closed-loop load, where the client's own start is the schedule. */
  readonly scheduledAt?: number
  /** A flag for the record, e.g. that the request waited for the concurrency cap. */
  readonly flag?: FlagName
  /** The sender needs the text of the answer, whether or not the run keeps texts. @default false */
  readonly keepText?: boolean
}

/** The requests on their way. */
export interface Flights {
  /** Hands a request to the client at once; resolves with its record, `null` where the client broke its contract. Never rejects. */
  send(planned: PlannedRequest, timing?: SendTiming): Promise<RequestRecord | null>
  inFlight(): number
  peak(): number
  /** Resolves as soon as fewer than `limit` are in flight. */
  below(limit: number): Promise<void>
  /**
   * Cuts off what is in flight, as `cancelled_by_run`. Resolves when every request has its record: from the client, or,
   * where it gives none within `graceMs`, a record that says so.
   */
  cancel(options: { readonly graceMs: number; readonly flag?: FlagName }): Promise<void>
}

type Flight = {
  readonly planned: PlannedRequest
  readonly timing: SendTiming
  readonly startAt: number
  readonly controller: AbortController
  readonly flags: FlagName[]
  landed: (record: RequestRecord) => void
}

export function createFlights(options: FlightsOptions): Flights {
  const { clock, client, keepText, stalledMs } = options
  const flights = new Set<Flight>()
  const occupancy = createOccupancy(() => flights.size)
  let peak = 0

  const land = (flight: Flight, record: RequestRecord) => {
    // A late answer of a request that was given up already has its record.
    if (!flights.delete(flight)) return
    const { flags } = flight
    const kept = keepText || flight.timing.keepText !== true ? record : withoutText(record)
    options.onRecord(flags.length === 0 ? kept : { ...kept, flags: [...kept.flags, ...flags] })
    flight.landed(record)
    occupancy.fell()
  }

  const giveUp = (flight: Flight) => {
    const { planned, timing, startAt } = flight
    const errorMessage = 'cut off by the run; the client gave no record of it'
    const errorClass = 'cancelled_by_run' as const
    const times = { scheduledAt: timing.scheduledAt ?? startAt, startAt, endAt: clock.now() }
    land(flight, lostRecord(planned, { identity: client.identity, ...times, errorClass, errorMessage }))
  }

  /** A user who has waited long enough. @returns what ends the waiting. */
  const cancelLater = ({ cancel }: PlannedRequest, controller: AbortController): (() => void) =>
    cancel?.afterMs == null ? () => {} : clock.setTimer(cancel.afterMs, () => controller.abort('cancelled_by_client'))

  return {
    send(planned, timing = {}) {
      // One controller a request: a signal shared by thousands would walk its list of listeners at every end.
      const controller = new AbortController()
      const flags = timing.flag === undefined ? [] : [timing.flag]
      const flight: Flight = { planned, timing, startAt: clock.now(), controller, flags, landed: () => {} }
      flights.add(flight)
      if (flights.size > peak) peak = flights.size
      const { scheduledAt } = timing
      const sent = client.send(planned, {
        signal: controller.signal,
        keepText: keepText || timing.keepText === true,
        stalledMs,
        ...(scheduledAt === undefined ? {} : { scheduledAt }),
      })
      const stopWaiting = cancelLater(planned, controller)
      // Counted after the hand-over, so that nothing delays the send.
      options.onSend(planned)
      return new Promise((resolve) => {
        flight.landed = (record) => {
          stopWaiting()
          resolve(record)
        }
        sent.then(
          (record) => land(flight, record),
          (error: unknown) => {
            stopWaiting()
            if (flights.delete(flight)) options.onFailure(brokenClient(planned, error))
            resolve(null)
            occupancy.fell()
          },
        )
      })
    },
    inFlight: () => flights.size,
    peak: () => peak,
    below: occupancy.below,
    async cancel({ graceMs, flag }) {
      for (const { controller, flags } of flights) {
        if (flag !== undefined) flags.push(flag)
        controller.abort('cancelled_by_run')
      }
      if (flights.size === 0) return
      const stopWaiting = clock.setTimer(graceMs, () => {
        for (const flight of [...flights]) giveUp(flight)
      })
      await occupancy.below(1)
      stopWaiting()
    },
  }
}

/** The sender has read the text; the run keeps none. */
function withoutText(record: RequestRecord): RequestRecord {
  return { ...record, outputText: null, outputTokenIds: null }
}

function brokenClient(planned: PlannedRequest, error: unknown): BenchError {
  if (isBenchError(error)) return error as BenchError
  const what = error instanceof Error ? error.message : String(error)
  return new BenchError('internal', `the client failed outside of its record on ${planned.requestId}: ${what}`, {
    hint: 'EngineClient.send gives a record for every failure of the target; this is a defect of the client',
    cause: error,
  })
}
