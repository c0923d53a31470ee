import { describe, expect, test } from 'vitest'
import { createRandom } from '../random/create-random.js'
import { kolmogorovBound, kolmogorovDistance } from '../testing/kolmogorov-distance.js'
import { arrivalTimes } from './arrival-times.js'
import { loadKindOf } from './load-kind-of.js'
import { LoadPlan } from './load-plan.js'

/*
 * Due times against the rate that the plan words. By the time-rescaling theorem the rate summed up between two arrivals of a
 * nonhomogeneous Poisson process is exponential with mean 1, whatever the rate's shape. That requests go out at these times on the virtual
 * clock is a test of the runner.
 */

const requests = 3000

/** Expected requests until a time in seconds, summed up in small steps from what the plan says of each moment. */
type Rate = (seconds: number) => number

type Wish = { readonly kind: string; readonly [field: string]: unknown }

const ramp = { kind: 'ramp', startRps: 10, endRps: 80, rampSeconds: 60 }

const shapes: readonly { readonly wish: Wish; readonly rate: Rate; readonly gamma?: number }[] = [
  { wish: { kind: 'poisson', rateRps: 40 }, rate: () => 40 },
  { wish: { kind: 'poisson', rateRps: 40, rampUpSeconds: 20 }, rate: (t) => 40 * Math.min(1, t / 20) },
  { wish: { kind: 'gamma', rateRps: 40, burstiness: 3 }, rate: () => 40, gamma: 3 },
  { wish: { ...ramp, burstiness: 2 }, rate: (t) => 10 + 70 * Math.min(1, t / 60), gamma: 2 },
  { wish: { ...ramp, curve: 'linear' }, rate: (t) => 10 + 70 * Math.min(1, t / 60) },
  { wish: { ...ramp, curve: 'exponential' }, rate: (t) => 10 * 8 ** Math.min(1, t / 60) },
  { wish: { ...ramp, curve: 'hyperbolic' }, rate: (t) => 1 / (0.1 + (1 / 80 - 0.1) * Math.min(1, t / 60)) },
  {
    wish: { kind: 'steps', steps: [10, 60, 20].map((rps) => ({ rps, seconds: 30 })) },
    rate: (t) => (t < 30 ? 10 : t < 60 ? 60 : 20),
  },
  {
    wish: { kind: 'bursts', burstRps: 90, burstSeconds: 3, idleRps: 5, idleSeconds: 7 },
    rate: (t) => (t % 10 < 3 ? 90 : 5),
  },
  {
    wish: { kind: 'day', meanRps: 40, swing: 0.9, periodSeconds: 50, startSeconds: 10 },
    rate: (t) => 40 * (1 - 0.9 * Math.cos((2 * Math.PI * (t + 10)) / 50)),
  },
]

describe.each(shapes.map((shape) => [JSON.stringify(shape.wish), shape] as const))('%s', (_name, shape) => {
  test('is sent with the gaps of its own process and rate', () => {
    const gaps = rescaled(timesOf(shape.wish), shape.rate)
    expect(kolmogorovDistance(gaps, gammaCdf(shape.gamma ?? 1))).toBeLessThan(kolmogorovBound(gaps.length))
    // Gaps hang on nothing that was before them: the share of pairs that are both below the median is a quarter.
    const below = gaps.map((gap) => gammaCdf(shape.gamma ?? 1)(gap) < 0.5)
    const pairs = below.filter((each, at) => at % 2 === 0 && each && below[at + 1]).length / (gaps.length / 2)
    expect(Math.abs(pairs - 0.25)).toBeLessThan((6 * Math.sqrt(0.25 * 0.75)) / Math.sqrt(gaps.length / 2))
  })
})

test('the mean in the place of the wave is refused, so that the test is able to fail', () => {
  const gaps = rescaled(timesOf(shapes.at(-1)?.wish as Wish), () => 40)
  expect(kolmogorovDistance(gaps, gammaCdf(1))).toBeGreaterThan(kolmogorovBound(gaps.length))
})

test('users think for exponential times', () => {
  const load = LoadPlan.parse({ kind: 'user', users: 1, thinkSeconds: 2 })
  const random = createRandom(9)
  const pauses = Array.from({ length: requests }, () => loadKindOf(load).pauseMs(load, random) / 2000)
  expect(kolmogorovDistance(pauses, gammaCdf(1))).toBeLessThan(kolmogorovBound(pauses.length))
})

function timesOf(wish: Wish): number[] {
  const times: number[] = []
  for (const time of arrivalTimes(LoadPlan.parse(wish), { seed: 5 })) if (times.push(time as number) === requests) break
  return times
}

/** The rate summed up between one arrival and the next, by the midpoint rule in steps of at most a millisecond. */
function rescaled(times: readonly number[], rate: Rate): number[] {
  return times.map((time, index) => {
    const from = times[index - 1] ?? 0
    const steps = Math.max(1, Math.ceil(time - from))
    const step = (time - from) / steps
    let sum = 0
    for (let at = 0; at < steps; at += 1) sum += rate((from + (at + 0.5) * step) / 1000)
    return (sum * step) / 1000
  })
}

/** Of a gamma distribution of whole shape k and mean 1 (Erlang): 1 - exp(-kx) * sum over i < k of (kx)^i / i!. */
function gammaCdf(shape: number): (value: number) => number {
  return (value) => {
    const x = shape * value
    let term = 1
    let sum = 0
    for (let i = 0; i < shape; i += 1) {
      sum += term
      term *= x / (i + 1)
    }
    return 1 - Math.exp(-x) * sum
  }
}
