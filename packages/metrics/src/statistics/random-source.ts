import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded random numbers: the same seed gives the same sequence on every machine. */
export interface RandomSource {
  /** Above 0 and below 1, 53 bits. */
  uniform(): number
  /** A whole number in [0, below); `below` up to a million. */
  index(below: number): number
  /** Standard normal. */
  normal(): number
  /** Gamma with scale 1; `shape` 1 or more. */
  gamma(shape: number): number
}

/** @example randomSource(7).uniform() // always the same number */
export function randomSource(seed: number): RandomSource {
  const generator = xoroshiro128plus(seed | 0)
  const word = () => generator.next() >>> 0
  const uniform = () => ((word() >>> 5) * 67_108_864 + (word() >>> 6) + 0.5) / 9_007_199_254_740_992
  let spare: number | null = null

  /** Marsaglia's polar method: two normals a round, the second is kept. */
  const normal = () => {
    if (spare !== null) {
      const kept = spare
      spare = null
      return kept
    }
    for (;;) {
      const u = 2 * uniform() - 1
      const v = 2 * uniform() - 1
      const s = u * u + v * v
      if (s >= 1) continue
      const scale = Math.sqrt((-2 * Math.log(s)) / s)
      spare = v * scale
      return u * scale
    }
  }

  /** @see Marsaglia and Tsang 2000 */
  const gamma = (shape: number) => {
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const z = normal()
      const v = (1 + c * z) ** 3
      if (v > 0 && Math.log(uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v
    }
  }

  return {
    uniform,
    // 32 bits against at most a million: the bias stays below 1/4000 of a draw's probability.
    index: (below) => Math.floor((word() * below) / 4_294_967_296),
    normal,
    gamma,
  }
}
