/** Something that has work for a later turn of the event loop. */
export interface Waiting {
  /** When the oldest of it began to wait, on the queue's clock. */
  readonly waitingSince: number
  readWaiting(): void
}

/** Who waits, each once however much it has to do, the oldest first. */
export interface TurnQueue {
  add(waiting: Waiting): void
  /** It has done its work by itself. */
  remove(waiting: Waiting): void
}

type Defer = (callback: () => void) => unknown

/** Nobody waits longer than this and a turn, however long turns are: then the client is overloaded, and stamps are late anyway. */
const MAX_WAIT_MS = 50

/**
 * One a turn: between two of them every socket that has bytes is read and stamped, so that none delays a stamp by more than
 * its own work and that of the promises which it resolves. Whoever has waited too long goes in the same turn.
 *
 * @returns `null` where there are no such turns to take, as in a browser's page.
 */
export function createTurnQueue(
  now: () => number,
  defer: Defer | undefined = (globalThis as { setImmediate?: Defer }).setImmediate,
): TurnQueue | null {
  if (!defer) return null
  // A set keeps the order, holds each once, and lets go of whoever leaves.
  const queue = new Set<Waiting>()
  let turnScheduled = false

  const askTurn = () => {
    if (turnScheduled || queue.size === 0) return
    turnScheduled = true
    defer(takeTurn)
  }
  const takeTurn = () => {
    turnScheduled = false
    const overdue = now() - MAX_WAIT_MS
    let first = true
    try {
      for (const waiting of queue) {
        if (!first && waiting.waitingSince > overdue) break
        first = false
        queue.delete(waiting)
        waiting.readWaiting()
      }
    } finally {
      askTurn()
    }
  }
  return {
    add(waiting) {
      queue.add(waiting)
      askTurn()
    },
    remove: (waiting) => void queue.delete(waiting),
  }
}
