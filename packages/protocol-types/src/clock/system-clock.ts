import type { Clock } from './clock.js'

/** A timer may fire a millisecond off its time, even early: it is given a wait only down to this distance. */
const TIMER_MARGIN_MS = 1
/** The shortest delay of a timer; what is less is as long. */
const SHORTEST_TIMER_MS = 1
/** Beyond it Node makes a delay of 1 ms. */
const MAX_TIMER_MS = 2 ** 31 - 1
/**
 * The rest is slept in naps as short as this, with a turn of the event loop between them: polling alone would burn a third
 * of a core at 500 waits a second, and take it from the server beside. What arrives is handled at most a nap later.
 */
const NAP_MS = 0.1
/** Naps end this far ahead of the time, since the kernel wakes a thread some 0.06 ms late; the last bit is polled. */
const POLL_BELOW_MS = 0.15

/**
 * The real clock: `performance.now()` for stamps; waits by a timer as far as it goes, then short naps, then polling, so that
 * they end within hundredths of a millisecond of their time at a few percent of a core.
 */
export function systemClock(): Clock {
  return {
    now: () => performance.now(),
    unixMs: () => Date.now(),
    sleepUntil,
    setTimer(delayMs, callback) {
      let timer: ReturnType<typeof setTimeout>
      const wait = (leftMs: number): void => {
        const next = leftMs > MAX_TIMER_MS ? () => wait(leftMs - MAX_TIMER_MS) : callback
        timer = setTimeout(next, Math.min(MAX_TIMER_MS, leftMs))
      }
      wait(delayMs)
      return () => clearTimeout(timer)
    },
  }
}

/**
 * One promise for the whole wait, however many turns it takes: a promise for each turn made enough garbage to be collected
 * twice a second, and each collection was a pause of milliseconds.
 */
function sleepUntil(dueMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = (finish: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      finish()
    }
    const onAbort = () => end(() => reject(signal?.reason))
    const waitOn = () => {
      if (signal?.aborted) return
      const wait = dueMs - performance.now()
      if (wait <= 0) end(resolve)
      else if (wait < TIMER_MARGIN_MS + SHORTEST_TIMER_MS) nextTurn(afterTurn)
      else timer = setTimeout(waitOn, Math.min(MAX_TIMER_MS, Math.floor(wait - TIMER_MARGIN_MS)))
    }
    // A turn goes before each nap: whatever is ready is handled before this thread lies down.
    const afterTurn = () => {
      nap(Math.min(NAP_MS, dueMs - performance.now() - POLL_BELOW_MS))
      waitOn()
    }
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    waitOn()
  })
}

let naps: ((ms: number) => void) | null | undefined

/** Blocks this thread for a fraction of a millisecond; where the platform forbids that (a page's main thread), does nothing. */
function nap(ms: number): void {
  if (ms <= 0) return
  if (naps === undefined) naps = createNap()
  naps?.(ms)
}

function createNap(): ((ms: number) => void) | null {
  try {
    const never = new Int32Array(new SharedArrayBuffer(4))
    Atomics.wait(never, 0, 0, 0)
    return (ms) => void Atomics.wait(never, 0, 0, ms)
  } catch {
    return null
  }
}

type Immediate = (callback: () => void) => unknown

const immediate = (globalThis as { setImmediate?: Immediate }).setImmediate

function nextTurn(callback: () => void): void {
  if (immediate) immediate(callback)
  else setTimeout(callback, 0)
}
