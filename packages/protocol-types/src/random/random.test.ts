import { describe, expect, test } from 'vitest'
import { createRandom } from './create-random.js'
import { deriveSeed } from './derive-seed.js'
import { sampleGamma } from './sample-gamma.js'
import { sampleNormal } from './sample-normal.js'
import { xoroshiro128 } from './xoroshiro128.js'

test('the generator gives the low halves of the published 64-bit recurrence', () => {
  const words = [0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210] as const
  const next = xoroshiro128(words)
  const published = published64(words)
  for (let count = 0; count < 10_000; count += 1) expect(next()).toBe(published())
})

/** The recurrence as its authors state it, on whole 64-bit numbers. */
function published64([a, b, c, d]: readonly [number, number, number, number]): () => number {
  const whole = (high: number, low: number) => (BigInt(high) << 32n) | BigInt(low)
  const wrapped = (value: bigint) => BigInt.asUintN(64, value)
  const rotl = (value: bigint, bits: bigint) => wrapped(value << bits) | (value >> (64n - bits))
  let s0 = whole(a, b)
  let s1 = whole(c, d)
  return () => {
    const result = wrapped(s0 + s1)
    s1 ^= s0
    s0 = rotl(s0, 24n) ^ s1 ^ wrapped(s1 << 16n)
    s1 = rotl(s1, 37n)
    return Number(BigInt.asIntN(32, result))
  }
}

describe('the stream of a seed is the same in every release', () => {
  // Written by the first release, which drew through the package pure-rand 8.4.2.
  test.each([
    [
      0,
      [0.0921821680325855, 0.1912908903075834, 0.767951263131441],
      5,
      3,
      '4231756',
      0.00020097998557881843,
      2.012672977021695,
    ],
    [
      7,
      [0.4205857932237099, 0.7858217369790932, 0.9053087391656588],
      3,
      3,
      '7321654',
      0.00266903103420197,
      1.276289085056477,
    ],
    [
      deriveSeed(7, 'Q5', 'measured', 0, 3),
      [0.6265944349743244, 0.43001576470677394, 0.6352245596664491],
      2,
      4,
      '6213574',
      0.010126132789846778,
      8.350872219059204,
    ],
  ])('seed %d', (seed, uniforms, die, picked, order, burst, regular) => {
    const random = createRandom(seed)
    expect(uniforms.map(() => random.uniform())).toEqual(uniforms)
    expect(random.int(1, 6)).toBe(die)
    expect(random.pick([1, 2, 3, 4])).toBe(picked)
    expect(random.shuffled([1, 2, 3, 4, 5, 6, 7]).join('')).toBe(order)
    // The logarithm's last bit is the JavaScript engine's choice.
    expect(sampleGamma(0.25, random)).toBeCloseTo(burst, 12)
    expect(sampleGamma(3, random)).toBeCloseTo(regular, 12)
  })
})

test('a path of labels gives its own seed, and neighbouring seeds unrelated streams', () => {
  expect(deriveSeed(7, 'Q5', 'measured', 0, 3)).toBe(8204465418970165)
  expect(deriveSeed(1, 'a', 'b')).not.toBe(deriveSeed(1, 'ab'))
  const firsts = Float64Array.from({ length: 20_000 }, (_, seed) => createRandom(seed).uniform())
  expect(momentsOf(firsts)).toEqual({ mean: expect.closeTo(1 / 2, 2), variance: expect.closeTo(1 / 12, 2) })
})

test('normal, gamma and index numbers have the moments of their distributions', () => {
  const random = createRandom(3)
  const draws = (draw: () => number) => momentsOf(Float64Array.from({ length: 200_000 }, draw))

  expect(draws(() => sampleNormal(random))).toEqual({ mean: expect.closeTo(0, 2), variance: expect.closeTo(1, 1) })
  expect(draws(() => sampleGamma(3, random))).toEqual({ mean: expect.closeTo(3, 1), variance: expect.closeTo(3, 1) })
  expect(draws(() => sampleGamma(0.5, random))).toEqual({
    mean: expect.closeTo(0.5, 1),
    variance: expect.closeTo(0.5, 1),
  })
  // Uniform over 0..9: mean 4.5, variance (100 - 1) / 12.
  expect(draws(() => random.index(10))).toEqual({ mean: expect.closeTo(4.5, 1), variance: expect.closeTo(8.25, 1) })
})

test('a seed that is not a whole number, an empty list and a shape of 0 are refused', () => {
  expect(() => createRandom(0.5)).toThrow(/seed/)
  expect(() => createRandom(2 ** 53)).toThrow(/seed/)
  expect(() => createRandom(1).pick([])).toThrow(/items/)
  expect(() => sampleGamma(0, createRandom(1))).toThrow(/shape/)
})

function momentsOf(values: Float64Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, variance }
}
