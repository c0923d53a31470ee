import type { RandomSource } from '../random/create-random.js'
import { sampleGamma } from '../random/sample-gamma.js'

/*
 * Positions of arrivals on the axis of expected requests: ascending, one a unit on average. A rate over time turns them into
 * times.
 */

/** One a unit, the first at once. */
export function* evenSteps(): Generator<number> {
  for (let count = 0; ; count += 1) yield count
}

/** Exponential gaps: a Poisson process. */
export function* exponentialSteps(random: RandomSource): Generator<number> {
  // 1 - u lies in (0, 1], whose logarithm is finite.
  for (let sum = 0; ; ) yield (sum -= Math.log(1 - random.uniform()))
}

/** Gamma gaps of a shape: below 1 burstier than Poisson, above more regular. */
export function* gammaSteps(shape: number, random: RandomSource): Generator<number> {
  for (let sum = 0; ; ) yield (sum += sampleGamma(shape, random) / shape)
}
