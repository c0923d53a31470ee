import type { Clock } from '@sagellm-benchmark/protocol-types'

/**
 * What to add to a record's stamp to reach other clocks, in ms: for joining records with a server's traces.
 *
 * @example monotonicMs = record.firstTokenAt + offsets.toMonotonicMs
 */
export type ClockOffsets = {
  /** To CLOCK_MONOTONIC of this machine. */
  readonly toMonotonicMs: number
  readonly monotonicErrorMs: number
  /** To Unix time. */
  readonly toUnixMs: number
  readonly unixErrorMs: number
}

export type ClockOffsetsOptions = {
  /** CLOCK_MONOTONIC in ms. @default process.hrtime */
  readonly monotonicMs?: () => number
}

/**
 * Measures the offsets of a clock. Each reading is bracketed by two readings of `clock`, and the narrowest bracket wins:
 * a one-sided pair can be off by milliseconds when the thread is descheduled between its two calls.
 */
export function measureClockOffsets(clock: Clock, options: ClockOffsetsOptions = {}): ClockOffsets {
  const monotonic = bracket(clock, options.monotonicMs ?? hrtimeMs, 64)
  const unix = bracketUnixEdge(clock)
  return {
    toMonotonicMs: monotonic.offset,
    monotonicErrorMs: monotonic.error,
    toUnixMs: unix.offset,
    unixErrorMs: unix.error,
  }
}

type Offset = { readonly offset: number; readonly error: number }

function bracket(clock: Clock, read: () => number, tries: number): Offset {
  let best: Offset = { offset: 0, error: Number.POSITIVE_INFINITY }
  for (let turn = 0; turn < tries; turn += 1) {
    const before = clock.now()
    const other = read()
    const after = clock.now()
    const error = (after - before) / 2
    if (error < best.error) best = { offset: other - (before + after) / 2, error }
  }
  return best
}

/** Unix time comes in whole milliseconds: the moment it changes is sharper than any reading between. */
function bracketUnixEdge(clock: Clock): Offset {
  let before = clock.now()
  const first = clock.unixMs()
  for (let turn = 0; turn < 50_000; turn += 1) {
    const unix = clock.unixMs()
    const after = clock.now()
    if (unix !== first) return { offset: unix - (before + after) / 2, error: (after - before) / 2 }
    before = after
  }
  return { offset: first - before, error: 1 }
}

/** CLOCK_MONOTONIC of this machine in ms. */
export function hrtimeMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}
