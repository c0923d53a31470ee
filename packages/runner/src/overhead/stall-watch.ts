import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { StallSample } from '@sagellm-benchmark/protocol-types/artifacts'

/** Notices when its thread did not turn: the garbage collector, a stopped process, a slow disk, a machine that has no core for it. */
export interface StallWatch {
  start(): void
  /** How much of a time the thread was stalled, ms, up to this very moment; times on the clock that was given. */
  stalledMs(from: number, to: number): number
  /** Ends the watch. Stopping twice does no harm. */
  stop(): StallSample
}

/** Between two looks. */
const LOOK_EVERY_MS = 5
/** From this delay on, ms, a late timer shows a stall; shorter delays are the timer's own. */
const SHORTEST_STALL_MS = 10
/** Stalls that are kept to compare requests with: one every 15 ms for a minute. */
const REMEMBERED = 4_096
/** Stalls that are named one by one in the result. */
const NAMED = 20

/**
 * Watches a thread by a timer: a look that comes late shows a stall between it and the look before. One freeze is one stall with its
 * start and length, however seldom it comes; percentiles of the loop's delay would hide it.
 */
export function createStallWatch(clock: Clock): StallWatch {
  const starts = new Float64Array(REMEMBERED)
  const lengths = new Float64Array(REMEMBERED)
  let cancel: (() => void) | null = null
  let lookedAt = 0
  let count = 0
  let totalMs = 0
  let longest: { at: number; ms: number }[] = []

  const look = () => {
    const now = clock.now()
    const ms = now - lookedAt - LOOK_EVERY_MS
    if (ms > SHORTEST_STALL_MS) note({ at: lookedAt + LOOK_EVERY_MS, ms })
    lookedAt = now
  }
  const note = (stall: { at: number; ms: number }) => {
    starts[count % REMEMBERED] = stall.at
    lengths[count % REMEMBERED] = stall.ms
    count += 1
    totalMs += stall.ms
    longest = [...longest, stall].sort((a, b) => b.ms - a.ms).slice(0, NAMED)
  }
  const lookAgain = () => {
    look()
    cancel = clock.setTimer(LOOK_EVERY_MS, lookAgain)
  }

  return {
    start() {
      cancel?.()
      lookedAt = clock.now()
      count = totalMs = 0
      longest = []
      cancel = clock.setTimer(LOOK_EVERY_MS, lookAgain)
    },
    stalledMs(from, to) {
      // Within one turn many sockets are read: a stall is noted by the first record after it, not only by the next timer.
      if (cancel !== null) look()
      let stalled = 0
      for (let at = 0; at < Math.min(count, REMEMBERED); at += 1) {
        const start = starts[at] as number
        stalled += Math.max(0, Math.min(to, start + (lengths[at] as number)) - Math.max(from, start))
      }
      return stalled
    },
    stop() {
      if (cancel !== null) look()
      cancel?.()
      cancel = null
      return { count, totalMs, longest }
    },
  }
}
