import type { Clock, PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { SendTiming } from './flights.js'

/** What a load shape is given to work with: it decides when, everything else is done for it. */
export interface Load {
  readonly clock: Clock
  /** Start of this workload's load; due times count from here. */
  readonly startedAt: number
  /** Aborted when nothing more may start: all sent, time over, interrupted. */
  readonly sending: AbortSignal
  /**
   * Whether a request may start now. Asks the clock too: a timer that fires late must not let one slip past the limit. One
   * that was due before the limit may start a little after it: which requests a run sends follows from the schedule, not
   * from how busy the machine was.
   */
  mayStart(dueMs?: number): boolean
  /** The next request, warm-up first; `null` when nothing more is to be sent. */
  take(): Promise<PlannedRequest | null>
  /** Lets the client build a request's body before its time. */
  prepare(planned: PlannedRequest): void
  /** Hands a request to the client; resolves with its record when it has ended, `null` after a defect that ends the run. */
  send(planned: PlannedRequest, timing?: SendTiming): Promise<RequestRecord | null>
  /** Notes how late an open-loop request started through the generator's own fault, in ms. */
  noteLateness(planned: PlannedRequest, latenessMs: number): void
  /** Whether two requests of a batch load belong to one batch, where something else than its size decides. */
  readonly sameBatch: ((a: PlannedRequest, b: PlannedRequest) => boolean) | null
  /** When a batch may go: at once, or when the other workers have theirs ready too. */
  releaseAt(first: PlannedRequest): Promise<number>
  inFlight(): number
  below(limit: number): Promise<void>
}

/** Waits for a moment on the clock; `false` when sending ended before it came. */
export async function reached(load: Load, dueMs: number): Promise<boolean> {
  if (!load.mayStart(dueMs)) return false
  if (load.clock.now() >= dueMs) return true
  try {
    await load.clock.sleepUntil(dueMs, load.sending)
  } catch (error) {
    if (!load.sending.aborted) throw error
  }
  return load.mayStart(dueMs)
}

/** Waits for a slot under a cap; `false` when sending ended before one was free. */
export async function slotFree(load: Load, limit: number): Promise<boolean> {
  if (!load.mayStart()) return false
  if (load.inFlight() < limit) return true
  let stop = () => {}
  const ended = new Promise<void>((resolve) => {
    stop = resolve
  })
  load.sending.addEventListener('abort', stop, { once: true })
  await Promise.race([load.below(limit), ended])
  load.sending.removeEventListener('abort', stop)
  return load.mayStart()
}
