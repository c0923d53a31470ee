import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClockFit } from './clock-fit.js'

/** Exchanges with a clock that is `offsetMs` ahead at 0 and runs `ppm` faster; both ways take what `way` says. */
function exchange(atMs: number, { offsetMs, ppm, there, back }: Record<'offsetMs' | 'ppm' | 'there' | 'back', number>) {
  const read = atMs + there
  const reading = read + offsetMs + read * ppm * 1e-6
  const middle = atMs + (there + back) / 2
  return { atMs: middle, offsetMs: reading - middle, errorMs: (there + back) / 2 }
}
const truth = (atMs: number, offsetMs: number, ppm: number) => offsetMs + atMs * ppm * 1e-6

test('the bound holds for any delays on the way, a clock 1,000 s ahead, and any drift a clock can have', () => {
  const way = fc.double({ min: 0, max: 40, noNaN: true })
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: -400, max: 400, noNaN: true }),
      fc.array(fc.tuple(way, way), { minLength: 2, maxLength: 60 }),
      (offsetMs, ppm, ways) => {
        const clocks = createClockFit()
        ways.forEach(([there, back], at) => clocks.add(exchange(at * 500, { offsetMs, ppm, there, back })))
        const last = (ways.length - 1) * 500
        for (const atMs of [0, last / 2, last, last + 5_000]) {
          const seen = clocks.at(atMs)
          expect(Math.abs(seen.offsetMs - truth(atMs, offsetMs, ppm))).toBeLessThanOrEqual(seen.errorMs + 1e-6)
        }
      },
    ),
  )
})

test('drift is fitted: with it, a minute of 50 ppm is no error of 3 ms', () => {
  const clocks = createClockFit()
  for (let atMs = 0; atMs <= 60_000; atMs += 500)
    clocks.add(exchange(atMs, { offsetMs: 1e6, ppm: 50, there: 0.1, back: 0.1 }))
  expect(clocks.driftPpm()).toBeCloseTo(50, 3)
  expect(clocks.at(60_000).offsetMs).toBeCloseTo(1e6 + 3, 6)
  expect(clocks.at(60_000).errorMs).toBeLessThan(0.11)
})

test('one quick exchange among slow ones decides', () => {
  const clocks = createClockFit()
  for (let at = 0; at < 10; at += 1)
    clocks.add(exchange(at, { offsetMs: 5, ppm: 0, there: at === 7 ? 0.05 : 30, back: 0.05 }))
  expect(clocks.at(5)).toEqual({ offsetMs: expect.closeTo(5, 6), errorMs: expect.closeTo(0.05, 2) })
  expect(clocks.leastRoundTripMs()).toBeCloseTo(0.1, 6)
})

test('away from the exchanges the bound grows, and before the first there is none', () => {
  const clocks = createClockFit()
  expect(clocks.at(0).errorMs).toBe(Number.POSITIVE_INFINITY)
  clocks.add(exchange(0, { offsetMs: 0, ppm: 0, there: 0, back: 0 }))
  expect(clocks.at(10_000).errorMs).toBeCloseTo(5, 6)
  expect(clocks.driftPpm()).toBeNull()
})
