import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrivalTimes } from './arrival-times.js'
import { loadKindOf } from './load-kind-of.js'
import { LoadPlan } from './load-plan.js'

type Ramp = Extract<LoadPlan, { kind: 'ramp' }>

const rate = fc.double({ min: 0.1, max: 2000, noNaN: true })
const ramps = fc
  .record({
    startRps: rate,
    endRps: rate,
    rampSeconds: fc.double({ min: 0.5, max: 100, noNaN: true }),
    curve: fc.constantFrom('linear' as const, 'exponential' as const, 'hyperbolic' as const),
    arrivals: fc.constantFrom('poisson' as const, 'constant' as const),
  })
  // Simpson's rule does not follow a hyperbola that grows by more than that.
  .filter(({ curve, startRps, endRps }) => curve !== 'hyperbolic' || Math.abs(Math.log(endRps / startRps)) < 3)
  .map((wish) => LoadPlan.parse({ kind: 'ramp', ...wish }) as Ramp)

/** The rate at one moment, as the plan words it. */
function rateAt(seconds: number, { startRps, endRps, rampSeconds, curve }: Ramp): number {
  const share = Math.min(1, seconds / rampSeconds)
  if (curve === 'linear') return startRps + share * (endRps - startRps)
  if (curve === 'exponential') return startRps * (endRps / startRps) ** share
  return 1 / (1 / startRps + share * (1 / endRps - 1 / startRps))
}

/** The rate summed up by Simpson's rule: an integral that knows no closed form. */
function integral(seconds: number, load: Ramp): number {
  const over = (from: number, to: number) => {
    const parts = 400
    const step = (to - from) / parts
    const weight = (at: number) => (at === 0 || at === parts ? 1 : at % 2 === 1 ? 4 : 2)
    let sum = 0
    for (let at = 0; at <= parts; at += 1) sum += weight(at) * rateAt(from + at * step, load)
    return (sum * step) / 3
  }
  // The rate has a corner at the end of the ramp.
  const corner = Math.min(seconds, load.rampSeconds)
  return over(0, corner) + over(corner, seconds)
}

function timesOf(load: LoadPlan, count: number, seed = 1): number[] {
  const times: number[] = []
  for (const time of arrivalTimes(load, { seed })) if (times.push(time ?? Number.NaN) === count) break
  return times
}

describe('a ramp', () => {
  test('has ascending, finite times', () => {
    fc.assert(
      fc.property(ramps, fc.nat(), (load, seed) => {
        const times = timesOf(load, 300, seed)
        expect(times.every((time, at) => Number.isFinite(time) && time >= (times[at - 1] ?? 0))).toBe(true)
      }),
    )
  })

  test('of even arrivals sends number k when the rate has summed up to k, and never earlier', () => {
    fc.assert(
      fc.property(ramps, (load) => {
        const times = timesOf({ ...load, arrivals: 'constant' }, 300)
        times.forEach((time, at) => expect(integral(time / 1000, load)).toBeCloseTo(at, 3))
      }),
      { numRuns: 30 },
    )
  })

  // A Poisson count of mean n has standard deviation sqrt(n): a bound of six is never met by chance.
  test('of Poisson arrivals sends as many as the rate sums up to, within six standard deviations', () => {
    fc.assert(
      fc.property(ramps, fc.nat(), (load, seed) => {
        const last = timesOf({ ...load, arrivals: 'poisson' }, 2000, seed).at(-1) as number
        expect(Math.abs(integral(last / 1000, load) - 2000)).toBeLessThan(6 * Math.sqrt(2000))
      }),
      { numRuns: 40 },
    )
  })

  test.each(['linear', 'exponential', 'hyperbolic'] as const)(
    'that is %s and hardly changes sends as a steady rate does',
    (curve) => {
      // Neighbours among the numbers that a computer can hold: their reciprocals are one and the same.
      const rates = { startRps: 0.10000000000000005, endRps: 0.10000000000000006, rampSeconds: 100 }
      const times = timesOf(LoadPlan.parse({ kind: 'ramp', ...rates, curve, arrivals: 'constant' }), 20)
      times.forEach((time, at) => expect(time).toBeCloseTo(10_000 * at, 6))
    },
  )

  test('keeps the end rate when it is over', () => {
    const load = LoadPlan.parse({ kind: 'ramp', startRps: 1, endRps: 3, rampSeconds: 2, arrivals: 'constant' })
    // Four requests in the ramp: 1 * 2 + (3 - 1) / 2 * 2^2 / 2; from then on three a second.
    expect(timesOf(load, 8).slice(4)).toEqual(
      [2000, 2000 + 1000 / 3, 2000 + 2000 / 3, 3000].map((ms) => expect.closeTo(ms, 9)),
    )
  })

  test('tells how many it sends, its densest rate and itself', () => {
    const load = LoadPlan.parse({ kind: 'ramp', startRps: 2, endRps: 32, rampSeconds: 10, curve: 'exponential' })
    const kind = loadKindOf(load)
    // 10 s * (32 - 2) / ln 16
    expect(kind.requestsWithin(load, null)).toBe(Math.ceil(300 / Math.log(16)))
    expect(kind.requestsWithin(load, 11)).toBe(Math.ceil(300 / Math.log(16) + 32))
    expect(kind.ahead(load, 5000)).toBe(64 + 320)
    expect(kind.text(load)).toBe('exponential ramp 2/s to 32/s in 10 s')
    expect(kind.rateRps(load)).toBeNull()
  })
})
