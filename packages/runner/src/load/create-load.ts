import type { EngineClient } from '@sagellm-benchmark/clients'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { Ending } from './ending.js'
import type { Flights } from './flights.js'
import type { Load } from './load.js'
import type { ShareMeasure } from './measure-share.js'
import type { Phases } from './phases.js'
import type { Together } from './together.js'

export type LoadParts = {
  readonly clock: Clock
  readonly client: EngineClient
  readonly phases: Phases
  readonly flights: Flights
  readonly ending: Ending
  readonly measure: ShareMeasure
  readonly together: Together | null
  /** What due times count from. */
  readonly origin: number
  readonly openLoop: boolean
  /** Due time of the whole load's first measured request, where this thread drives a part of an open loop. */
  readonly firstDueMs: number | null
}

/** Gives a loop what it works with: requests taken, sent and counted by the parts of one thread. */
export function createLoad(parts: LoadParts): Load {
  const { clock, client, phases, flights, ending, measure, together, origin, openLoop, firstDueMs } = parts
  return {
    clock,
    startedAt: origin,
    sending: ending.sending,
    mayStart: ending.mayStart,
    sameBatch: together?.sameBatch ?? null,
    releaseAt: (first) => together?.releaseAt(first) ?? Promise.resolve(clock.now()),
    inFlight: flights.inFlight,
    below: flights.below,
    async take() {
      // In open loop the due time decides, which is known only of a request that was taken.
      if (!openLoop && !ending.mayStart()) return null
      const planned = await phases.take(clock.now() - origin)
      if (planned === null) ending.allTaken()
      const due = openLoop && planned?.dueAtMs != null ? origin + planned.dueAtMs : undefined
      return ending.mayStart(due) ? planned : null
    },
    prepare: (planned) => client.prepare?.(planned),
    send(planned, timing) {
      const at = timing?.scheduledAt ?? clock.now()
      if (planned.phase === 'measured' && measure.beginMeasuring(at)) {
        // One thread's first measured request may be the third of the schedule: the time counts for all from the first.
        ending.measureFrom(openLoop && firstDueMs !== null ? Math.min(at, origin + firstDueMs) : at)
      }
      return flights.send(planned, timing)
    },
    noteLateness(planned, latenessMs) {
      if (planned.phase === 'measured') measure.late(latenessMs)
    },
  }
}
