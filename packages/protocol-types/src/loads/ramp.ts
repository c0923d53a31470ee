import { z } from 'zod'
import { defineLoadKind } from './define-load-kind.js'
import { capText } from './load-fields.js'
import { arrivalsText, type RateCurve, varying, varyingFields, varyingTimes } from './varying.js'

type Ramp = {
  readonly startRps: number
  readonly endRps: number
  readonly rampSeconds: number
  readonly curve: 'linear' | 'exponential' | 'hyperbolic'
}

export const ramp = defineLoadKind({
  name: 'ramp',
  description: 'a rate that grows, or falls, from `startRps` to `endRps` within `rampSeconds`, and then stays',
  fields: {
    startRps: z.number().positive().describe('arrivals a second at the beginning'),
    endRps: z.number().positive().describe('arrivals a second from the end of the ramp on'),
    rampSeconds: z.number().positive(),
    curve: z
      .enum(['linear', 'exponential', 'hyperbolic'])
      .default('linear')
      .describe(
        'linear: the rate grows by the same amount each second; exponential: by the same factor each second; hyperbolic: by the same factor each request',
      ),
    ...varyingFields,
  },
  ...varying,
  text(load) {
    const { startRps, endRps, rampSeconds, curve } = load
    const shape = `${curve} ramp ${startRps}/s to ${endRps}/s in ${rampSeconds} s`
    return [shape, ...arrivalsText(load), ...capText(load)].join(', ')
  },
  peakRps: ({ startRps, endRps }) => Math.max(startRps, endRps),
  requestsWithin: (load, seconds) => Math.ceil(rampCurve(load).expectedBy(seconds ?? load.rampSeconds)),
  dueTimes: (load, random) => varyingTimes(load, rampCurve(load), random),
})

/** The ramp, and the steady rate after it. */
function rampCurve(load: Ramp): RateCurve {
  const { endRps, rampSeconds } = load
  const { expectedBy, secondsAt } = within(load)
  const whole = expectedBy(rampSeconds)
  return {
    expectedBy: (seconds) => expectedBy(Math.min(seconds, rampSeconds)) + Math.max(0, seconds - rampSeconds) * endRps,
    secondsAt: (u) => (u < whole ? secondsAt(u) : rampSeconds + (u - whole) / endRps),
  }
}

type Within = { expectedBy(seconds: number): number; secondsAt(u: number): number }

/**
 * The ramp alone; each inverse is a closed form that loses no digits where the rate hardly changes.
 *
 * Linear: s*t + g*t^2/2 = u. Exponential: s/g * (e^(g*t) - 1) = u. Hyperbolic, where 1/rate falls evenly: -1/k * ln(1 - k*s*t) = u.
 */
function within({ startRps, endRps, rampSeconds, curve }: Ramp): Within {
  const change = (endRps - startRps) / startRps
  if (change === 0) return { expectedBy: (t) => startRps * t, secondsAt: (u) => u / startRps }
  if (curve === 'linear') {
    const slope = (endRps - startRps) / rampSeconds
    return {
      expectedBy: (t) => startRps * t + (slope * t ** 2) / 2,
      secondsAt: (u) => (2 * u) / (startRps + Math.sqrt(Math.max(0, startRps ** 2 + 2 * slope * u))),
    }
  }
  if (curve === 'exponential') {
    const growth = Math.log1p(change) / rampSeconds
    return {
      expectedBy: (t) => (startRps / growth) * Math.expm1(growth * t),
      secondsAt: (u) => Math.log1p((u * growth) / startRps) / growth,
    }
  }
  const growth = change / endRps / rampSeconds
  return {
    expectedBy: (t) => -Math.log1p(-growth * startRps * t) / growth,
    secondsAt: (u) => -Math.expm1(-growth * u) / (growth * startRps),
  }
}
