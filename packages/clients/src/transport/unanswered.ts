/** Requests that began at about the same moment: which of them a server answers first says nothing. */
const TOGETHER_MS = 50
/** A request that waits for less may be about to be answered. */
const WAITS_MS = 10
/** So long an answered connection may then idle, ms. */
const IDLE_MS = 100

/** A connection that carries a request. */
export interface CarryingConnection {
  /** Whether it has ever carried a byte of an answer. */
  readonly hasAnswered: boolean
  /** Whether it can still do so. */
  readonly gone: boolean
}

/**
 * The requests that wait on connections which have never answered. A server with a thread for each connection serves as many as it
 * has threads; a request on one more waits until another connection is closed, which a client that keeps its connections never
 * does. So where a later request has been answered before an earlier one on such a connection, the answered connection is closed,
 * once for each that waits: its thread is free for it. A server that answers in order of arrival never sees this.
 */
export interface Unanswered<C extends CarryingConnection> {
  /** A request begins on a connection. */
  began(connection: C, at: number): void
  /** A request has its answer. @returns how long its connection may idle, ms: not at all where an earlier request waits for it. */
  idleLimitMs(answered: { readonly beganAt: number; readonly at: number }): number
}

export function createUnanswered<C extends CarryingConnection>(): Unanswered<C> {
  // In order of their beginning.
  const waiting = new Map<C, number>()
  return {
    began(connection, at) {
      if (!connection.hasAnswered) waiting.set(connection, at)
    },
    idleLimitMs({ beganAt, at }) {
      for (const [connection, since] of waiting) {
        const waits = !connection.hasAnswered && !connection.gone
        if (waits && since > beganAt + TOGETHER_MS) break
        if (waits && since > at - WAITS_MS) return IDLE_MS
        waiting.delete(connection)
        if (waits) return 0
      }
      return Number.POSITIVE_INFINITY
    },
  }
}
