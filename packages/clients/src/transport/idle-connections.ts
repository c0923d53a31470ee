/** Below this, a server that closed a kept connection did so because the answer had ended, not because of an idle limit. */
const CLOSED_WITH_THE_ANSWER_MS = 100
/** A server's idle limit runs from its own side of the network; ours ends this much earlier than the one that was seen. */
const IDLE_LIMIT_SHARE = 0.8

/** A connection that waits for its next request. */
export interface IdleConnection {
  /** Whether it is open as far as this side knows. */
  readonly usable: boolean
  destroy(): void
}

export type IdleConnectionsOptions = {
  readonly now: () => number
  readonly setTimer: (delayMs: number, callback: () => void) => () => void
  /** How long a connection may wait, ms. */
  readonly idleMs: number
}

/**
 * The kept connections of one origin: those that have carried an answer before those that were only opened, and of each kind
 * the one that waited longest.
 *
 * A server with a thread for each connection serves those that it accepted first, and holds its thread for as long as they
 * stand. A connection that has answered has its thread; one that was opened ahead may still wait for its own, and of those
 * the oldest is the next to get it. An unused connection is closed when its time is over, so that its thread is free.
 */
export interface IdleConnections<C extends IdleConnection> {
  readonly size: number
  /** Keeps a connection that was opened ahead. */
  addFresh(connection: C): void
  /** Keeps a connection that has carried an answer. @param limitMs - the server's own limit, where it named one. */
  addProven(connection: C, limitMs?: number): void
  /** The connection that waited longest and can still be used; `null` without one. */
  take(): { readonly connection: C; readonly idleForMs: number } | null
  /** @returns whether it waited here. */
  remove(connection: C): boolean
  /**
   * A request met a connection that the server had closed. Later connections are kept for a shorter time, or, where the
   * server closes right after an answer, not at all after a stream.
   */
  learnFromStale(idleForMs: number): void
  /** Whether a connection may be kept after the end of a streamed answer. */
  readonly keepAfterStream: boolean
  clear(): void
}

type Waiting = { readonly since: number; readonly until: number }

export function createIdleConnections<C extends IdleConnection>(options: IdleConnectionsOptions): IdleConnections<C> {
  const { now, setTimer } = options
  const proven = new Map<C, Waiting>()
  const fresh = new Map<C, Waiting>()
  let idleMs = options.idleMs
  let keepAfterStream = true
  let cancelSweep: (() => void) | null = null
  let sweepAt = 0

  const sweep = () => {
    cancelSweep = null
    const at = now()
    for (const waiting of [proven, fresh]) {
      for (const [connection, { until }] of waiting) {
        if (until > at) continue
        waiting.delete(connection)
        connection.destroy()
      }
    }
    let next = Number.POSITIVE_INFINITY
    for (const { until } of [...proven.values(), ...fresh.values()]) next = Math.min(next, until)
    if (next < Number.POSITIVE_INFINITY) sweepBy(next)
  }
  const sweepBy = (until: number) => {
    // A tenth of a second late at most: many connections that end one after the other share a sweep.
    const at = Math.max(now() + 100, until)
    if (cancelSweep && sweepAt <= at) return
    cancelSweep?.()
    sweepAt = at
    cancelSweep = setTimer(at - now(), sweep)
  }

  const add = (waiting: Map<C, Waiting>, connection: C, limitMs: number) => {
    const since = now()
    const until = since + Math.min(idleMs, limitMs)
    waiting.set(connection, { since, until })
    sweepBy(until)
  }

  return {
    get size() {
      return proven.size + fresh.size
    },
    get keepAfterStream() {
      return keepAfterStream
    },
    addFresh: (connection) => add(fresh, connection, Number.POSITIVE_INFINITY),
    addProven: (connection, limitMs = Number.POSITIVE_INFINITY) => add(proven, connection, limitMs),
    take() {
      const at = now()
      for (const waiting of [proven, fresh]) {
        for (const [connection, { since, until }] of waiting) {
          waiting.delete(connection)
          if (connection.usable && at < until) return { connection, idleForMs: at - since }
          connection.destroy()
        }
      }
      return null
    },
    remove(connection) {
      return proven.delete(connection) || fresh.delete(connection)
    },
    learnFromStale(idleForMs) {
      if (idleForMs < CLOSED_WITH_THE_ANSWER_MS) keepAfterStream = false
      else idleMs = Math.min(idleMs, idleForMs * IDLE_LIMIT_SHARE)
    },
    clear() {
      proven.clear()
      fresh.clear()
      cancelSweep?.()
      cancelSweep = null
    },
  }
}

/** The default timer: it closes what is idle, and nobody waits for that. */
export function unrefTimer(delayMs: number, callback: () => void): () => void {
  const timer: unknown = setTimeout(callback, delayMs)
  ;(timer as { unref?: () => void }).unref?.()
  return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0])
}
