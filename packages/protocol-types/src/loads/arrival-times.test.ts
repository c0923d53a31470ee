import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrivalTimes } from './arrival-times.js'
import { LoadPlan } from './load-plan.js'

type Load = Parameters<typeof LoadPlan.parse>[0]

function firstTimes(load: Load, count: number, seed = 1): (number | null)[] {
  const times: (number | null)[] = []
  for (const time of arrivalTimes(LoadPlan.parse(load), { seed })) {
    times.push(time)
    if (times.length === count) break
  }
  return times
}

const numbers = (times: readonly (number | null)[]): number[] => times.map((time) => time ?? Number.NaN)
const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, at) => time - Number(times[at]))
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const rate = fc.double({ min: 0.05, max: 20_000, noNaN: true })
const rampUpSeconds = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 100, noNaN: true }))
const burstiness = fc.double({ min: 0.05, max: 50, noNaN: true })
const seed = fc.integer({ min: 0, max: 2 ** 40 })

const processes = {
  constant: fc.record({ kind: fc.constant('constant'), rateRps: rate, rampUpSeconds }),
  poisson: fc.record({ kind: fc.constant('poisson'), rateRps: rate, rampUpSeconds }),
  gamma: fc.record({ kind: fc.constant('gamma'), rateRps: rate, rampUpSeconds, burstiness }),
  trace: fc.record({
    kind: fc.constant('trace'),
    arrivalsMs: fc
      .array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 200 })
      .map((times) => times.sort((a, b) => a - b)),
    timeScale: fc.double({ min: 0.01, max: 100, noNaN: true }),
  }),
} as const

describe.each(Object.entries(processes))('%s', (_kind, loads: fc.Arbitrary<unknown>) => {
  const load = loads as fc.Arbitrary<Load>

  test('arrivals are finite, not negative and ascending', () => {
    fc.assert(
      fc.property(load, seed, (each, from) => {
        const times = numbers(firstTimes(each, 200, from))
        expect(times.every((time) => Number.isFinite(time) && time >= 0)).toBe(true)
        expect(gaps(times).every((gap) => gap >= 0)).toBe(true)
      }),
    )
  })

  test('a seed repeats them, and fewer are the beginning of more', () => {
    fc.assert(
      fc.property(load, seed, (each, from) => {
        expect(firstTimes(each, 50, from)).toEqual(firstTimes(each, 100, from).slice(0, 50))
      }),
    )
  })
})

describe('the mean rate is the one that was asked for', () => {
  /** Arrivals that the rate promises up to a time: it grows from 0 while it ramps up. */
  const promised = (seconds: number, { rateRps, ramp }: { rateRps: number; ramp: number }): number =>
    seconds < ramp ? (rateRps * seconds ** 2) / (2 * ramp) : rateRps * (seconds - ramp / 2)

  test('to the request under constant load, also while it ramps up', () => {
    fc.assert(
      fc.property(rate, rampUpSeconds, (rateRps, ramp) => {
        const times = numbers(firstTimes({ kind: 'constant', rateRps, rampUpSeconds: ramp }, 300))
        times.forEach((time, at) => expect(promised(time / 1000, { rateRps, ramp })).toBeCloseTo(at, 6))
      }),
    )
  })

  // Of n arrivals the sum of gaps has standard deviation sqrt(n / shape) / rate: a bound of six is never met by chance.
  test.each([0.2, 1, 4])('within six standard deviations of random gaps of shape %d', (shape) => {
    const count = 4000
    fc.assert(
      fc.property(rate, rampUpSeconds, seed, (rateRps, ramp, from) => {
        const kind = shape === 1 ? { kind: 'poisson' } : { kind: 'gamma', burstiness: shape }
        const last = Number(firstTimes({ ...kind, rateRps, rampUpSeconds: ramp } as Load, count, from).at(-1))
        const deviation = promised(last / 1000, { rateRps, ramp }) - count
        expect(Math.abs(deviation)).toBeLessThan(6 * Math.sqrt(count / shape))
      }),
      { numRuns: 40 },
    )
  })
})

describe('random gaps have their own shape', () => {
  const count = 20_000
  const gapsOf = (load: Load) => gaps([0, ...numbers(firstTimes(load, count, 11))])

  test('of a Poisson process: exponential', () => {
    const values = gapsOf({ kind: 'poisson', rateRps: 1000 })
    for (const multiple of [0.1, 0.5, 1, 2, 4]) {
      const share = values.filter((gap) => gap > multiple).length / count
      // Six standard errors of a share of one half.
      expect(Math.abs(share - Math.exp(-multiple))).toBeLessThan((6 * 0.5) / Math.sqrt(count))
    }
  })

  test.each([0.25, 0.5, 2, 8])('of a gamma process: variance 1 / %d of the squared mean', (shape) => {
    const values = gapsOf({ kind: 'gamma', rateRps: 1000, burstiness: shape })
    const variance = mean(values.map((gap) => (gap - 1) ** 2))
    expect(variance * shape).toBeGreaterThan(0.85)
    expect(variance * shape).toBeLessThan(1.15)
  })

  test('another seed draws others', () => {
    for (const load of [
      { kind: 'poisson', rateRps: 5 },
      { kind: 'gamma', rateRps: 5, burstiness: 2 },
    ] as Load[]) {
      expect(firstTimes(load, 20, 1)).not.toEqual(firstTimes(load, 20, 2))
    }
  })
})

describe('a trace', () => {
  test('is replayed at its own pace, times the scale', () => {
    expect(firstTimes({ kind: 'trace', arrivalsMs: [0, 5, 5, 80], timeScale: 2 }, 9)).toEqual([0, 10, 10, 160])
  })

  test('that is not sorted is refused with the two times', () => {
    expect(() => firstTimes({ kind: 'trace', arrivalsMs: [0, 9, 4] }, 9)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', hint: 'sort it: 9 stands before it' }),
    )
  })
})

test('a batch is released at once, and what does not fit in waits for it', () => {
  expect(firstTimes({ kind: 'batch', size: 3 }, 5)).toEqual([0, 0, 0, null, null])
})

test('in a closed loop replies decide', () => {
  expect(firstTimes({ kind: 'closed', concurrency: 2 }, 3)).toEqual([null, null, null])
})
