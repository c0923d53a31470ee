/**
 * A seed for one purpose, from the run's seed and a path of labels. The same path gives the same seed on every machine,
 * and a different path an unrelated one, so that no stream of random numbers depends on who else draws.
 *
 * @param seed - any safe integer; the run's seed.
 * @param labels - the path, e.g. workload, phase, round, index. `('a', 'b')` and `('ab')` differ.
 * @returns an integer in [0, 2^53).
 * @example deriveSeed(7, 'Q5', 'measured', 0, 3)
 */
export function deriveSeed(seed: number, ...labels: readonly (string | number)[]): number {
  let low = 0x9e3779b9
  let high = 0x85ebca6b
  // Lengths go in too: without them ('a', 'b') would be ('ab').
  for (const label of [seed, ...labels]) {
    const text = String(label)
    low = mix(low, text.length)
    high = mix(high, ~text.length)
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i)
      low = mix(low, unit)
      high = mix(high, Math.imul(unit, 0x27d4eb2f) ^ low)
    }
  }
  return (scramble(high) >>> 11) * 0x1_0000_0000 + (scramble(low ^ high) >>> 0)
}

function mix(state: number, value: number): number {
  const mixed = Math.imul(state ^ value, 0x01000193)
  return mixed ^ (mixed >>> 15)
}

/** Finaliser of 32-bit MurmurHash3: every input bit reaches every output bit. */
function scramble(value: number): number {
  let x = value ^ (value >>> 16)
  x = Math.imul(x, 0x85ebca6b)
  x ^= x >>> 13
  x = Math.imul(x, 0xc2b2ae35)
  return x ^ (x >>> 16)
}
