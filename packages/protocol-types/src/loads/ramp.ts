import { z } from 'zod'
import { evenSteps, exponentialSteps } from './arrival-steps.js'
import { defineLoadKind } from './define-load-kind.js'
import { capText, maxConcurrency } from './load-fields.js'

type Ramp = {
  readonly startRps: number
  readonly endRps: number
  readonly rampSeconds: number
  readonly curve: 'linear' | 'exponential'
}

export const ramp = defineLoadKind({
  name: 'ramp',
  description: 'a rate that grows, or falls, from `startRps` to `endRps` within `rampSeconds`, and then stays',
  fields: {
    startRps: z.number().positive().describe('arrivals a second at the beginning'),
    endRps: z.number().positive().describe('arrivals a second from the end of the ramp on'),
    rampSeconds: z.number().positive(),
    curve: z
      .enum(['linear', 'exponential'])
      .default('linear')
      .describe('linear: the rate grows by the same amount each second; exponential: by the same factor'),
    arrivals: z.enum(['poisson', 'constant']).default('poisson').describe('poisson: exponential gaps; constant: even'),
    maxConcurrency,
  },
  drive: 'arrivals',
  text(load) {
    const { startRps, endRps, rampSeconds, curve, arrivals } = load
    const even = arrivals === 'constant' ? ['evenly'] : []
    const shape = `${curve} ramp ${startRps}/s to ${endRps}/s in ${rampSeconds} s`
    return [shape, ...even, ...capText(load)].join(', ')
  },
  places: (load) => load.maxConcurrency,
  withPlaces: (load, places) => ({ ...load, maxConcurrency: places }),
  peakRps: ({ startRps, endRps }) => Math.max(startRps, endRps),
  requestsWithin: (load, seconds) => Math.ceil(expectedBy(seconds ?? load.rampSeconds, load)),
  *dueTimes(load, random) {
    const steps = load.arrivals === 'constant' ? evenSteps() : exponentialSteps(random)
    for (const u of steps) yield secondsAt(u, load) * 1000
  },
})

/** Requests expected within the first seconds: the rate, summed over time. */
function expectedBy(seconds: number, { startRps, endRps, rampSeconds, curve }: Ramp): number {
  const inRamp = Math.min(seconds, rampSeconds)
  const after = (seconds - inRamp) * endRps
  const growth = Math.log(endRps / startRps) / rampSeconds
  if (curve === 'linear') return startRps * inRamp + ((endRps - startRps) / rampSeconds) * (inRamp ** 2 / 2) + after
  return (growth === 0 ? startRps * inRamp : (startRps / growth) * Math.expm1(growth * inRamp)) + after
}

/**
 * When `u` requests are expected to have come, seconds: the inverse of `expectedBy`, in closed form.
 *
 * Linear: s*t + g*t^2/2 = u, solved for t in the form that loses no digits where s*s is close to the root.
 * Exponential: s/g * (e^(g*t) - 1) = u.
 */
function secondsAt(u: number, ramp: Ramp): number {
  const { startRps, endRps, rampSeconds, curve } = ramp
  const whole = expectedBy(rampSeconds, ramp)
  if (u >= whole) return rampSeconds + (u - whole) / endRps
  if (curve === 'linear') {
    const slope = (endRps - startRps) / rampSeconds
    return (2 * u) / (startRps + Math.sqrt(startRps ** 2 + 2 * slope * u))
  }
  const growth = Math.log(endRps / startRps) / rampSeconds
  return growth === 0 ? u / startRps : Math.log1p((u * growth) / startRps) / growth
}
