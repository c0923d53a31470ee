import type { CarryingConnection } from './unanswered.js'
import { createWaitingRequests } from './waiting-requests.js'

/** Requests that began at about the same moment: the server may have taken either first. */
const TOGETHER_MS = 50
/** Limits of how long an idle connection is left open while a request waits on one that never answered, ms. */
const GRACE_MS = { min: 20, max: 500 } as const
/** So often room must have helped before the server is believed to have a limit. */
const CONFIRMATIONS = 2

export type PlaceLimitOptions<C> = {
  readonly setTimer: (delayMs: number, callback: () => void) => () => void
  readonly now: () => number
  /** Closes a connection if it is idle; says whether it was. */
  readonly retire: (connection: C) => boolean
}

/**
 * Learns how many connections a server serves at once. A server with a thread for each connection leaves a request on one more
 * waiting until another connection is closed, and a client that keeps its connections closes none: such a request would wait for
 * the next arrival, or for the end of the idle time.
 *
 * What is certain: connections that have answered and stand open have a place each. While a new one would be within the
 * largest number seen, nothing is done. Beyond it, an answered connection is closed when it overtook a request that waits, and an
 * idle one when a request has waited beside it for as long as an answer takes. Where that helped twice, the server has a limit, and
 * from then on an answered connection is closed at once for each request that waits: kept, it would go to the next arrival, which
 * so overtook those before it. A server that is seen to serve more after all is not suspected again.
 */
export interface PlaceLimit<C> {
  /** Connections served at once; `null` while no limit is believed. */
  readonly places: number | null
  /** A request begins on a connection. */
  began(connection: C): void
  /** A request has its whole answer. @returns whether its connection is to be closed for one that waits. */
  released(connection: C, beganAt: number): boolean
  /** The connection is gone. */
  ended(connection: C): void
}

export function createPlaceLimit<C extends CarryingConnection>(options: PlaceLimitOptions<C>): PlaceLimit<C> {
  const { setTimer, now, retire } = options
  /** Connections that have answered and are open: each has a place. */
  const holders = new Set<C>()
  const waiting = createWaitingRequests<C>()
  /** Those for which room was made, with the time until which an answer shows that it helped. */
  const helped = new Map<C, number>()
  let served = 0
  let confirmed = 0
  let places: number | null = null
  let disproved = false

  const count = (connection: C) => {
    if (holders.has(connection)) return
    holders.add(connection)
    served = Math.max(served, holders.size)
    const until = helped.get(connection)
    helped.delete(connection)
    if (until !== undefined && now() <= until) confirmed += 1
    if (places === null && confirmed >= CONFIRMATIONS && !disproved) places = served
    if (places === null || served <= places) return
    places = null
    disproved = true
  }

  return {
    get places() {
      return places
    },
    began: (connection) => waiting.began(connection, now()),
    released(connection, beganAt) {
      count(connection)
      for (const overtaken of waiting.overtakenBy(connection, TOGETHER_MS)) {
        helped.delete(overtaken)
        count(overtaken)
      }
      if (disproved) return false
      const first = waiting.firstBehind(() => served - holders.size, count)
      if (first === null || disproved) return false
      if (places !== null) return true
      const [other, since] = first
      const tookMs = now() - beganAt
      const helpsUntil = () => now() + 2 * tookMs + GRACE_MS.min
      // Overtaken on a connection that stands: an engine that computes in order of arrival never does this.
      if (since < beganAt - TOGETHER_MS) {
        helped.set(other, helpsUntil())
        return true
      }
      // Together: `createUnanswered` closes the connection, and an engine that computes one answer at a time looks alike.
      if (since <= beganAt + TOGETHER_MS) return false
      setTimer(Math.min(GRACE_MS.max, Math.max(GRACE_MS.min, tookMs)), () => {
        if (other.gone) return
        if (other.hasAnswered) return count(other)
        if (retire(connection)) helped.set(other, helpsUntil())
      })
      return false
    },
    ended(connection) {
      holders.delete(connection)
      waiting.remove(connection)
      helped.delete(connection)
    },
  }
}
