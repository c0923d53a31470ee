/**
 * A seeded source of numbers that gives the same bytes on every machine: 32-bit integer arithmetic and additions only,
 * no `Math.log` or `Math.cos`, whose last bit an engine may choose. Not the source of the packages: the bytes of the shipped weights
 * hang on these draws, and the model is made before any package is built.
 */
export function seededRandom(seed) {
  let state = seed >>> 0

  /** Uniform in [0, 1): mulberry32, a counter put through an integer hash. */
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** Nearly normal, mean 0, variance 1: twelve uniforms have variance 12/12 and mean 6. */
  const normal = () => {
    let sum = 0
    for (let draw = 0; draw < 12; draw += 1) sum += uniform()
    return sum - 6
  }

  return { uniform, normal }
}
