import type { RandomSource } from './create-random.js'

/**
 * One standard normal number.
 *
 * @see Box and Muller 1958; the second of their pair is let go, so that no state stays between calls
 * @example sampleNormal(createRandom(1))
 */
export function sampleNormal(random: RandomSource): number {
  // 1 - u lies in (0, 1], whose logarithm is finite.
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()))
  return radius * Math.cos(2 * Math.PI * random.uniform())
}
