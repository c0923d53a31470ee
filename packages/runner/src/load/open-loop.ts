import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { type Load, reached, slotFree } from './load.js'
import type { LoadShape } from './load-shape.js'

/**
 * Arrivals that do not wait for replies. Every request has an absolute target time counted from one start, so an error
 * of one wait never moves the next; none starts early. With a cap, a request whose time has come waits for a free slot,
 * and its record keeps the scheduled time.
 */
export async function openLoop(load: Load, { places }: LoadShape): Promise<void> {
  const cap = places ?? Number.POSITIVE_INFINITY
  const { clock } = load
  // When the newest wait for a place under the cap was over.
  let freeAt = Number.NEGATIVE_INFINITY

  for (let planned = await load.take(); planned; planned = await load.take()) {
    if (planned.dueAtMs === null) throw noDueTime(planned.requestId)
    const scheduledAt = load.startedAt + planned.dueAtMs
    load.prepare(planned)
    if (!(await reached(load, scheduledAt))) return
    if (load.inFlight() >= cap) {
      if (!(await slotFree(load, cap))) return
      freeAt = clock.now()
    }

    // A wait for the concurrency cap, its own or that of a request before it, is part of the plan; only the rest is the generator's lateness.
    const waited = freeAt > scheduledAt
    const startAt = clock.now()
    void load.send(planned, waited ? { scheduledAt, flag: 'waited_for_slot' } : { scheduledAt })
    load.noteLateness(planned, startAt - Math.max(scheduledAt, freeAt))
  }
}

function noDueTime(requestId: string) {
  return invalidArgument(`dueAtMs of ${requestId}`, null, 'requests of open-loop load need an arrival time')
}
