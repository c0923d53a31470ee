import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A reproducible stream of random numbers. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  uniform(): number
  /** Uniform integer in [0, below). */
  below(below: number): number
  /** Lognormal with mean 1 and the given coefficient of variation; exactly 1 when `cv` is 0. */
  lognormal(cv: number): number
}

/**
 * A random stream that depends on nothing but `seed` and the labels, so that one part's draws never shift another's.
 *
 * @example seededRandom(42, 'step-noise').uniform()
 */
export function seededRandom(seed: number, ...labels: readonly (string | number)[]): SeededRandom {
  const generator = xoroshiro128plus(hashOf(seed, labels))
  const uniform = () => uniformFloat64(generator)
  return {
    uniform,
    below: (below) => Math.floor(uniform() * below),
    lognormal(cv) {
      if (cv === 0) return 1
      const variance = Math.log(1 + cv * cv)
      // Mean of exp(N(mu, v)) is exp(mu + v/2): this mu makes it 1.
      return Math.exp(-variance / 2 + Math.sqrt(variance) * normal(uniform))
    },
  }
}

/** Box and Muller; one draw a call keeps the stream easy to reason about. */
function normal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** FNV-1a over the labels, started from the seed. */
function hashOf(seed: number, labels: readonly (string | number)[]): number {
  let hash = (0x811c9dc5 ^ seed) | 0
  for (const label of labels) {
    for (const letter of `${label}|`) hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 0x01000193)
  }
  return hash
}
