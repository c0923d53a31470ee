import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { Load } from '../load/load.js'
import { createOccupancy } from '../load/occupancy.js'
import { driveSession, type PlannedTurn, type SessionParts } from './drive-session.js'

export type LoadOfSessionsOptions = Pick<SessionParts, 'mayGoOn' | 'going' | 'onCut'> & {
  /** The next planned request, whether or not another session may begin. */
  readonly takeTurn: () => Promise<PlannedRequest | null>
}

/**
 * A load whose unit is a session: any kind of load drives it as it drives single requests. What it takes is the first turn of a session,
 * and what it sends with it is the whole of it; its places, and its limit of what is under way, are of sessions.
 */
export function loadOfSessions(load: Load, { takeTurn, ...ends }: LoadOfSessionsOptions): Load {
  const turnsOf = new WeakMap<PlannedRequest, readonly PlannedTurn[]>()
  let underWay = 0
  const occupancy = createOccupancy(() => underWay)
  let taking: Promise<unknown> = Promise.resolve()

  const takeSession = async (): Promise<PlannedRequest | null> => {
    for (;;) {
      const first = await load.take()
      if (first === null || first.session === undefined) return first
      // What a session that failed in an earlier part of a resumed run did not send.
      if (first.session.place > 0) continue
      const turns = [first as PlannedTurn]
      while (turns.length < first.session.turns) {
        const next = await takeTurn()
        if (next === null || next.session?.id !== first.session.id) break
        turns.push(next as PlannedTurn)
      }
      turnsOf.set(first, turns)
      return first
    }
  }

  return {
    ...load,
    // One place at a time: the turns of a session follow one another.
    take() {
      const taken = taking.then(takeSession)
      taking = taken.catch(() => {})
      return taken
    },
    async send(first, timing = {}) {
      underWay += 1
      try {
        const turns = turnsOf.get(first)
        if (!turns) return await load.send(first, timing)
        return await driveSession(turns, timing, {
          clock: load.clock,
          send: load.send,
          noteLateness: load.noteLateness,
          ...ends,
        })
      } finally {
        underWay -= 1
        occupancy.fell()
      }
    },
    inFlight: () => underWay,
    below: occupancy.below,
  }
}
