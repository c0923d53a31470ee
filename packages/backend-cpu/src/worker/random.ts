/** Uniform numbers in [0, 1). */
export type RandomSource = () => number

/**
 * A seeded stream of uniform numbers, the same on every machine.
 *
 * The generator is xoshiro128** (Blackman and Vigna 2018), its state filled from the seed by splitmix32, so that
 * neighbouring seeds give unrelated streams.
 */
export function seededRandom(seed: number): RandomSource {
  let mixed = seed | 0
  const fill = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0
    let z = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  }
  let a = fill()
  let b = fill()
  let c = fill()
  let d = fill()

  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return result / 0x1_0000_0000
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
