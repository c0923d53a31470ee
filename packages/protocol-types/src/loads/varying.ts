import { z } from 'zod'
import type { RandomSource } from '../random/create-random.js'
import { evenSteps, exponentialSteps, gammaSteps } from './arrival-steps.js'
import { maxConcurrency } from './load-fields.js'

type Varying = {
  readonly arrivals: 'poisson' | 'constant'
  readonly burstiness: number
  readonly maxConcurrency: number | null
}

/** A rate over time, summed up: how many requests are expected by when. */
export type RateCurve = {
  /** Requests expected within the first seconds. */
  expectedBy(seconds: number): number
  /** The last moment, in seconds, by which no more than `u` requests are expected. */
  secondsAt(u: number): number
}

/** What all loads whose rate follows the clock say of themselves. */
export const varyingFields = {
  arrivals: z
    .enum(['poisson', 'constant'])
    .default('poisson')
    .describe('poisson: independent users, a nonhomogeneous Poisson process; constant: even'),
  burstiness: z
    .number()
    .positive()
    .default(1)
    .describe('shape of gamma gaps, where arrivals are not even: 1 is Poisson, below 1 burstier, above 1 more regular'),
  maxConcurrency,
}

/** What all loads whose rate follows the clock answer alike. */
export const varying = {
  drive: 'arrivals',
  places: (load: Varying) => load.maxConcurrency,
  withPlaces: <Load extends Varying>(load: Load, places: number) => ({ ...load, maxConcurrency: places }),
  burstiness: ({ arrivals, burstiness }: Varying) => (arrivals === 'constant' ? null : burstiness),
} as const

/**
 * Due times in ms of a process with the rate of a curve: arrivals of a process of rate 1, put where the curve has summed up to them.
 * Of exponential steps that is a nonhomogeneous Poisson process, without a request drawn and thrown away.
 *
 * @see Çinlar 1975, time change of a Poisson process; Brown et al. 2002, the time-rescaling theorem that the tests rest on
 */
export function* varyingTimes(load: Varying, curve: RateCurve, random: RandomSource): Generator<number> {
  for (const u of stepsOf(load, random)) yield curve.secondsAt(u) * 1000
}

function stepsOf({ arrivals, burstiness }: Varying, random: RandomSource): Iterable<number> {
  if (arrivals === 'constant') return evenSteps()
  return burstiness === 1 ? exponentialSteps(random) : gammaSteps(burstiness, random)
}

/** ['evenly'], or nothing where arrivals are independent. */
export function arrivalsText({ arrivals, burstiness }: Varying): string[] {
  if (arrivals === 'constant') return ['evenly']
  return burstiness === 1 ? [] : [`burstiness ${burstiness}`]
}
