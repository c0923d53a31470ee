import type { Libc } from './libc.js'
import { watchFile } from './watch-file.js'

const CLOCK_MONOTONIC = 1
const NON_BLOCKING_AND_CLOSED_ON_EXEC = 0x80800
/** The system wakes a thread some hundredths of a millisecond late: the rest is polled. */
const POLL_MS = 0.06

/** Each look at the clock leaves an object of 16 bytes, and thousands of them call the garbage collector. This many turns take some tenths of a microsecond. */
const IDLE_TURNS = 64
const cell = new Int32Array(1)

/** Passes time without making anything. */
function idle(): void {
  for (let turn = 0; turn < IDLE_TURNS; turn += 1) Atomics.load(cell, 0)
}

type Sleeper = { readonly dueMs: number; readonly wake: () => void }

/** Waits that end within hundredths of a millisecond of their time, by a timer of the system that knows nanoseconds. */
export interface WakeTimer {
  /** As `sleepUntil` of a clock. */
  sleepUntil(dueMs: number, signal?: AbortSignal): Promise<void>
  close(): void
}

/**
 * One timer of the system for all waits of a thread. The event loop watches it like a socket, and handles everything else until it
 * fires; only the last few hundredths of a millisecond are polled.
 *
 * @throws where the system gives no such timer, or the runtime cannot watch it.
 */
export function createWakeTimer(libc: Libc, now: () => number): WakeTimer {
  const timer = libc.timerCreate(CLOCK_MONOTONIC, NON_BLOCKING_AND_CLOSED_ON_EXEC)
  if (timer < 0) throw new Error(`timerfd_create: error ${libc.errno()}`)
  const setting = libc.allocate(32)
  const sleepers: Sleeper[] = []
  /** When it fires; from then until it is set anew, before everything. */
  let armedFor = Number.POSITIVE_INFINITY
  let closed = false

  const arm = () => {
    if (closed) return
    armedFor = sleepers.reduce((first, { dueMs }) => Math.min(first, dueMs), Number.POSITIVE_INFINITY)
    watch.keepAlive(sleepers.length > 0)
    // Zero would stop it instead of firing at once.
    const waitMs = armedFor === Number.POSITIVE_INFINITY ? 0 : Math.max(0.001, armedFor - now() - POLL_MS)
    const seconds = Math.floor(waitMs / 1000)
    setting.words.fill(0)
    setting.words[4] = seconds
    setting.words[6] = Math.floor((waitMs - seconds * 1000) * 1e6)
    // Setting it anew also takes back that it has fired.
    libc.timerSet(timer, 0, setting.pointer, null)
  }
  const fire = () => {
    const until = armedFor
    let at = now()
    while (at < until && until - at <= POLL_MS) {
      idle()
      at = now()
    }
    for (let index = sleepers.length - 1; index >= 0; index -= 1) {
      const sleeper = sleepers[index] as Sleeper
      if (sleeper.dueMs > at) continue
      sleepers.splice(index, 1)
      sleeper.wake()
    }
    // Who was woken mostly waits again in this turn of the event loop: the timer is set once for both.
    armedFor = Number.NEGATIVE_INFINITY
    setImmediate(arm)
  }
  const watch = watchFile(libc, timer, fire)
  watch.keepAlive(false)

  return {
    sleepUntil(dueMs, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        if (dueMs <= now()) return resolve()
        const sleeper = {
          dueMs,
          wake() {
            signal?.removeEventListener('abort', onAbort)
            resolve()
          },
        }
        const onAbort = () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1)
          arm()
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        sleepers.push(sleeper)
        if (dueMs < armedFor) arm()
      })
    },
    close() {
      closed = true
      watch.close()
      libc.close(timer)
    },
  }
}
