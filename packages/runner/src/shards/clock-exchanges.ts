import type { ClockFit } from './clock-fit.js'

export type ClockExchangesOptions = {
  readonly fit: ClockFit
  /** CLOCK_MONOTONIC of this machine in ms. */
  readonly monotonicMs: () => number
  readonly ping: (number: number) => void
}

/** Questions to the clock at the other end, and its answers. */
export interface ClockExchanges {
  /** Asks; resolves with the answer, or when no answer will come. */
  ask(): Promise<void>
  answer(number: number, theirMonotonicMs: number): void
  /** No answer comes any more. */
  abandon(): void
}

export function createClockExchanges({ fit, monotonicMs, ping }: ClockExchangesOptions): ClockExchanges {
  const open = new Map<number, { readonly at: number; readonly over: () => void }>()
  let last = 0
  return {
    ask: () =>
      new Promise((over) => {
        last += 1
        open.set(last, { at: monotonicMs(), over })
        ping(last)
      }),
    answer(number, theirMonotonicMs) {
      const now = monotonicMs()
      const asked = open.get(number)
      if (!asked) return
      open.delete(number)
      const atMs = (asked.at + now) / 2
      fit.add({ atMs, offsetMs: theirMonotonicMs - atMs, errorMs: (now - asked.at) / 2 })
      asked.over()
    },
    abandon() {
      for (const { over } of open.values()) over()
      open.clear()
    },
  }
}
