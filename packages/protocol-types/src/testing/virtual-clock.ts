import type { Clock } from '../clock/clock.js'

export interface VirtualClock extends Clock {
  /** Moves time forward, firing every timer that falls due on the way, in order, letting promises settle between them. */
  advance(ms: number): Promise<void>
  /** Fires timers in order until none is left or `untilMs` is reached: a whole simulated run in no real time. */
  runAll(untilMs?: number): Promise<void>
}

type Timer = { readonly at: number; readonly order: number; readonly fire: () => void }

type VirtualClockOptions = {
  /** A turn of the event loop between two timers. A faster one, as Node's `setImmediate`, makes long simulations short. @default `setTimeout` of 0 */
  readonly turn?: () => Promise<unknown>
}

/** A clock that moves only by `advance`. Starts at `startMs` (default 0); Unix time starts at 2026-01-01. */
export function virtualClock(startMs = 0, { turn = timeoutOfZero }: VirtualClockOptions = {}): VirtualClock {
  let now = startMs
  let order = 0
  const timers = new Set<Timer>()

  const setTimer = (delayMs: number, fire: () => void) => {
    const timer = { at: now + Math.max(0, delayMs), order: order++, fire }
    timers.add(timer)
    return () => void timers.delete(timer)
  }

  const next = (): Timer | undefined => {
    let first: Timer | undefined
    for (const timer of timers) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer
    }
    return first
  }

  const runUntil = async (limit: number) => {
    await settle(turn)
    for (let timer = next(); timer && timer.at <= limit; timer = next()) {
      timers.delete(timer)
      now = Math.max(now, timer.at)
      timer.fire()
      await settle(turn)
    }
  }

  return {
    now: () => now,
    unixMs: () => Date.UTC(2026, 0, 1) + (now - startMs),
    setTimer,
    sleepUntil: (dueMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        if (dueMs <= now) return resolve()
        const cancel = setTimer(dueMs - now, () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        })
        const onAbort = () => {
          cancel()
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
    async advance(ms) {
      const target = now + ms
      await runUntil(target)
      now = target
    },
    runAll: (untilMs = Number.POSITIVE_INFINITY) => runUntil(untilMs),
  }
}

/** Lets chains of already-resolved promises run to their end; a macrotask turn is the only general way to wait for them. */
async function settle(turn: () => Promise<unknown>): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await turn()
}

function timeoutOfZero(): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
