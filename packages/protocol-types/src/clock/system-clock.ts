import type { Clock } from './clock.js'

/** Below this distance a timer is too coarse (it may fire 1 ms off, even early), so the wait is polled. */
const POLL_BELOW_MS = 1

/** The real clock: `performance.now()` for stamps, timers for the far part of a wait and polling for its last millisecond. */
export function systemClock(): Clock {
  return {
    now: () => performance.now(),
    unixMs: () => Date.now(),
    sleepUntil,
    setTimer(delayMs, callback) {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
  }
}

async function sleepUntil(dueMs: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted()
    const wait = dueMs - performance.now()
    if (wait <= 0) return
    if (wait > POLL_BELOW_MS) await pause(Math.floor(wait - POLL_BELOW_MS), signal)
    else await nextTurn()
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}

type Immediate = (callback: () => void) => unknown

function nextTurn(): Promise<void> {
  const immediate = (globalThis as { setImmediate?: Immediate }).setImmediate
  return new Promise((resolve) => {
    if (immediate) immediate(resolve)
    else setTimeout(resolve, 0)
  })
}
