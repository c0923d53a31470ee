import { expect, test } from 'vitest'
import type { Libc } from './libc.js'
import { createReceiveClock } from './receive-clock.js'

/** Stamps are whole nanoseconds. */
const ROUNDING_MS = 2e-6
const EPOCH_S = 1_800_000_000

const stampOf = (dayMs: number): [number, number] => [
  EPOCH_S + Math.floor(dayMs / 1000),
  Math.round((dayMs % 1000) * 1e6),
]

/** Both clocks of a machine, moved by hand: each reading of either takes a moment. */
function machine({ readingMs = 0.0005 } = {}) {
  let monotonicMs = 5_000
  // Since the epoch below: whole milliseconds since 1970 leave no room for fractions.
  let dayMs = 10_000_000
  const pass = (ms: number) => {
    monotonicMs += ms
    dayMs += ms
  }
  const libc = {
    allocate(size: number) {
      const buffer = new ArrayBuffer(size)
      return { pointer: buffer, address: 0n, bytes: Buffer.from(buffer), words: new Int32Array(buffer) }
    },
    clockTime(_clock: number, time: unknown) {
      pass(readingMs)
      const words = new Int32Array(time as ArrayBuffer)
      const [seconds, nanoseconds] = stampOf(dayMs)
      words[0] = seconds
      words[2] = nanoseconds
      return 0
    },
  } as unknown as Libc
  const now = () => {
    pass(readingMs)
    return monotonicMs
  }
  return { libc, now, pass, set: (ms: number) => (dayMs += ms), monotonic: () => monotonicMs, day: () => dayMs }
}

test('a stamp lies where it was taken, within the error that was measured', () => {
  const here = machine()
  const clock = createReceiveClock(here.libc, here.now)
  here.pass(1234.5)
  const [seconds, nanoseconds] = stampOf(here.day())
  expect(Math.abs(clock.at(seconds, nanoseconds) - here.monotonic())).toBeLessThanOrEqual(clock.errorMs + ROUNDING_MS)
  expect(clock.errorMs).toBeGreaterThan(0)
  expect(clock.errorMs).toBeLessThan(0.01)
  expect(clock.check()).toBe(true)
})

test.each([0.05, -0.05, 3_600_000, -3_600_000])(
  'a clock of day that was set by %d ms is noticed once, and known anew',
  (ms) => {
    const here = machine()
    const clock = createReceiveClock(here.libc, here.now)
    here.set(ms)
    expect(clock.check()).toBe(false)
    expect(clock.check()).toBe(true)
    const [seconds, nanoseconds] = stampOf(here.day())
    expect(Math.abs(clock.at(seconds, nanoseconds) - here.monotonic())).toBeLessThanOrEqual(clock.errorMs + ROUNDING_MS)
  },
)

test('a thread that was put aside during a look is not taken for a clock that was set', () => {
  const here = machine()
  const clock = createReceiveClock(here.libc, () => {
    here.pass(40)
    return here.now()
  })
  for (let turn = 0; turn < 5; turn += 1) expect(clock.check()).toBe(true)
})
