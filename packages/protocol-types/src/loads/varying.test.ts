import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrivalTimes } from './arrival-times.js'
import { loadKindOf } from './load-kind-of.js'
import { LoadPlan } from './load-plan.js'

const rate = fc.double({ min: 2, max: 200, noNaN: true })
const seconds = fc.double({ min: 0.5, max: 20, noNaN: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })

/** Loads of any shape beside what their plan says of the rate at one moment, and where that rate has corners. */
const kinds = {
  steps: fc
    .array(fc.record({ rps: fc.oneof(fc.constant(0), rate), seconds }), { minLength: 1, maxLength: 5 })
    .map((own) => ({
      load: { kind: 'steps', steps: [...own, { rps: 3, seconds: 1 }] },
      rateAt: (t: number) => stepAt([...own, { rps: 3, seconds: 1 }], t),
      corners: () => own.map((_, at) => own.slice(0, at + 1).reduce((sum, each) => sum + each.seconds, 0)),
    })),
  bursts: fc
    .record({ burstRps: rate, burstSeconds: seconds, idleRps: fc.oneof(fc.constant(0), rate), idleSeconds: seconds })
    .map((own) => ({
      load: { kind: 'bursts', ...own },
      rateAt: (t: number) => (t % (own.burstSeconds + own.idleSeconds) < own.burstSeconds ? own.burstRps : own.idleRps),
      corners: (until: number) => {
        const cycle = own.burstSeconds + own.idleSeconds
        return Array.from({ length: Math.ceil(until / cycle) }, (_, at) => [
          at * cycle + own.burstSeconds,
          (at + 1) * cycle,
        ]).flat()
      },
    })),
  day: fc.record({ meanRps: rate, swing: share, periodSeconds: seconds, startSeconds: seconds }).map((own) => ({
    load: { kind: 'day', ...own },
    rateAt: (t: number) =>
      own.meanRps * (1 - own.swing * Math.cos((2 * Math.PI * (t + own.startSeconds)) / own.periodSeconds)),
    corners: (until: number) =>
      Array.from({ length: Math.ceil((2 * until) / own.periodSeconds) }, (_, at) => ((at + 1) * own.periodSeconds) / 2),
  })),
} as const

function stepAt(steps: readonly { rps: number; seconds: number }[], t: number): number {
  let end = 0
  for (const each of steps) if (t < (end += each.seconds)) return each.rps
  return steps.at(-1)?.rps ?? 0
}

/** The rate summed up by Simpson's rule between its corners: an integral that knows no closed form. */
function integral(until: number, { rateAt, corners }: Pick<Shape, 'rateAt' | 'corners'>): number {
  const ends = [...corners(until).filter((corner) => corner < until), until]
  const tiny = 1e-9
  return ends.reduce((sum, end, at) => {
    const from = ends[at - 1] ?? 0
    const step = (end - from - 2 * tiny) / 40
    if (step <= 0) return sum
    const values = Array.from(
      { length: 41 },
      (_, k) => rateAt(from + tiny + k * step) * (k % 40 === 0 ? 1 : k % 2 === 1 ? 4 : 2),
    )
    return sum + (values.reduce((a, b) => a + b, 0) * step) / 3
  }, 0)
}

function timesOf(load: unknown, count: number, seed = 1): number[] {
  const times: number[] = []
  for (const time of arrivalTimes(LoadPlan.parse(load), { seed })) if (times.push(time ?? Number.NaN) === count) break
  return times
}

describe.each(Object.entries(kinds))('%s', (_name, shapes: fc.Arbitrary<Shape>) => {
  test('has ascending, finite times, which a seed repeats', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), ({ load }, seed) => {
        const times = timesOf(load, 200, seed)
        expect(times.every((time, at) => Number.isFinite(time) && time >= (times[at - 1] ?? 0))).toBe(true)
        expect(timesOf(load, 200, seed)).toEqual(times)
      }),
    )
  })

  test('of even arrivals sends number k when the rate has summed up to k', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const times = timesOf({ ...shape.load, arrivals: 'constant' }, 60)
        times.forEach((time, at) => expect(Math.abs(integral(time / 1000, shape) - at)).toBeLessThan(1e-3 * (1 + at)))
      }),
      { numRuns: 20 },
    )
  })

  test('expects as many within a time as its rate sums up to', () => {
    fc.assert(
      fc.property(shapes, seconds, (shape, within) => {
        const load = LoadPlan.parse(shape.load)
        const expected = loadKindOf(load).requestsWithin(load, within) as number
        expect(expected).toBeGreaterThanOrEqual(integral(within, shape) - 0.01 * (1 + expected))
        expect(expected).toBeLessThanOrEqual(integral(within, shape) + 1 + 0.01 * (1 + expected))
      }),
      { numRuns: 20 },
    )
  })
})

type Shape = {
  readonly load: Record<string, unknown>
  readonly rateAt: (t: number) => number
  /** Moments until one at which the rate jumps or turns, ascending. */
  readonly corners: (until: number) => readonly number[]
}

test.each([
  [
    {
      kind: 'steps',
      steps: [
        { rps: 2, seconds: 3 },
        { rps: 8, seconds: 1 },
      ],
    },
    '2/s for 3 s, then 8/s for 1 s',
    14,
  ],
  [
    { kind: 'bursts', burstRps: 20, burstSeconds: 2, idleSeconds: 8 },
    'bursts of 20/s for 2 s, 0/s for 8 s between them',
    null,
  ],
  [
    { kind: 'day', meanRps: 5, swing: 0.5, periodSeconds: 60, maxConcurrency: 9 },
    'sine of 5/s, swing 0.5, period 60 s, at most 9 in flight',
    300,
  ],
])('%o reads as %s', (wish, text, requests) => {
  const load = LoadPlan.parse(wish)
  expect(loadKindOf(load).text(load)).toBe(text)
  expect(loadKindOf(load).requestsWithin(load, null)).toBe(requests)
})

test('even bursts send each burst whole, and nothing between two of them', () => {
  const times = timesOf({ kind: 'bursts', burstRps: 2, burstSeconds: 1, idleSeconds: 4, arrivals: 'constant' }, 6)
  expect(times).toEqual([0, 500, 5000, 5500, 10_000, 10_500])
})

test('a last step without a rate is refused, because it would stay', () => {
  const steps = [
    { rps: 3, seconds: 1 },
    { rps: 0, seconds: 5 },
  ]
  expect(() => LoadPlan.parse({ kind: 'steps', steps })).toThrow(/rate above 0/)
})
