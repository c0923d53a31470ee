import { invalidArgument } from '../errors/bench-error.js'
import type { RandomSource } from './create-random.js'
import { sampleNormal } from './sample-normal.js'

/**
 * One gamma-distributed number of scale 1: mean and variance are both `shape`.
 *
 * @throws BenchError `invalid_argument` unless the shape is positive and finite.
 * @see Marsaglia and Tsang 2000, "A simple method for generating gamma variables"; shapes below 1 by their note in section 6
 * @example sampleGamma(0.25, createRandom(1))
 */
export function sampleGamma(shape: number, random: RandomSource): number {
  if (!(shape > 0 && shape < Infinity)) throw invalidArgument('shape', shape, 'give a positive number')
  if (shape < 1) return sampleGamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape)

  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = sampleNormal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
