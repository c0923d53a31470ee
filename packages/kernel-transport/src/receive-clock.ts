import type { Libc, NativeMemory } from './libc.js'

const CLOCK_REALTIME = 0
const FIRST_TRIES = 200
const LATER_TRIES = 20

/** Where the kernel's stamps, which are on the system's clock of day, lie on the monotonic clock of the records. */
export interface ReceiveClock {
  /** How far the place of a stamp may be off, ms: half of the tightest bracket that was seen. */
  readonly errorMs: number
  /** Looks whether the clock of day is still where it was. @returns false where it was set meanwhile; it is then known anew. */
  check(): boolean
  /** A stamp on the monotonic clock, ms. */
  at(seconds: number, nanoseconds: number): number
}

/**
 * Measures the offset between both clocks. Each reading of the one stands between two of the other, and the tightest such bracket
 * counts: the thread may be put aside between two readings. Both clocks run at one rate, so the offset only changes when the clock of
 * day is set.
 */
export function createReceiveClock(libc: Libc, now: () => number): ReceiveClock {
  const time = libc.allocate(16)
  // Milliseconds since 1970 have too few digits left for nanoseconds: they are counted from here.
  const origin = secondsOf(libc, time)
  const read = () => {
    libc.clockTime(CLOCK_REALTIME, time.pointer)
    return since(origin, (time.words[0] as number) >>> 0, time.words[2] as number)
  }
  let offsetMs = 0
  let errorMs = Number.POSITIVE_INFINITY
  const measure = (tries: number) => {
    errorMs = Number.POSITIVE_INFINITY
    for (let turn = 0; turn < tries; turn += 1) {
      const before = now()
      const day = read()
      const after = now()
      if ((after - before) / 2 >= errorMs) continue
      errorMs = (after - before) / 2
      offsetMs = (before + after) / 2 - day
    }
  }
  measure(FIRST_TRIES)

  return {
    get errorMs() {
      return errorMs
    },
    check() {
      const before = now()
      const day = read()
      const after = now()
      if (before - errorMs <= day + offsetMs && day + offsetMs <= after + errorMs) return true
      measure(LATER_TRIES)
      return false
    },
    at: (seconds, nanoseconds) => since(origin, seconds, nanoseconds) + offsetMs,
  }
}

function secondsOf(libc: Libc, time: NativeMemory): number {
  libc.clockTime(CLOCK_REALTIME, time.pointer)
  return (time.words[0] as number) >>> 0
}

function since(origin: number, seconds: number, nanoseconds: number): number {
  return (seconds - origin) * 1e3 + nanoseconds / 1e6
}
