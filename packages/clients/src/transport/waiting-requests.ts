import type { CarryingConnection } from './unanswered.js'

/** Requests on connections that have never answered, in order of their beginning: they may wait for a place at the server. */
export interface WaitingRequests<C> {
  began(connection: C, at: number): void
  remove(connection: C): void
  /**
   * A connection answered, so that it waits no more.
   *
   * @param togetherMs - requests that began so close to each other may have been taken in either order.
   * @returns those that began before it and still wait: places are given in the order of connections, so they have theirs.
   */
  overtakenBy(connection: C, togetherMs: number): readonly C[]
  /**
   * The first that waits behind as many as `free()` places are for.
   *
   * @param onAnswered - called for each that has answered meanwhile, which may change what is free.
   * @returns the connection and when its request began; `null` where each has a place.
   */
  firstBehind(free: () => number, onAnswered: (connection: C) => void): readonly [C, number] | null
}

export function createWaitingRequests<C extends CarryingConnection>(): WaitingRequests<C> {
  const waiting = new Map<C, number>()
  return {
    began(connection, at) {
      if (!connection.hasAnswered) waiting.set(connection, at)
    },
    remove: (connection) => void waiting.delete(connection),
    overtakenBy(connection, togetherMs) {
      const overtaken: C[] = []
      const began = waiting.get(connection) ?? Number.NEGATIVE_INFINITY
      for (const [other, since] of waiting) {
        if (since >= began - togetherMs) break
        waiting.delete(other)
        if (!other.gone) overtaken.push(other)
      }
      waiting.delete(connection)
      return overtaken
    },
    firstBehind(free, onAnswered) {
      let before = 0
      for (const entry of waiting) {
        const [connection] = entry
        if (connection.gone || connection.hasAnswered) {
          waiting.delete(connection)
          if (!connection.gone) onAnswered(connection)
        } else if (before >= free()) return entry
        else before += 1
      }
      return null
    },
  }
}
