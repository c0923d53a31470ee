import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SamplingOptions } from './messages.js'
import { createSampler } from './sampler.js'

const sampling = (options: Partial<SamplingOptions> = {}): SamplingOptions => ({
  temperature: 1,
  topK: null,
  topP: null,
  seed: 1,
  ...options,
})
// Probabilities 1/2, 1/4, 1/8, 1/16, 1/16.
const halves = Float32Array.from([0.5, 0.25, 0.125, 0.0625, 0.0625], Math.log)

function drawn(options: Partial<SamplingOptions>, count = 400): number[] {
  const sample = createSampler(sampling(options))
  return Array.from({ length: count }, () => sample(halves))
}

test('temperature 0 and top-k 1 take the most likely id, of equal ones the lowest', () => {
  const logits = Float32Array.of(-1, 3, 2, 3)
  for (const options of [{ temperature: 0 }, { topK: 1 }, { temperature: 0, topP: 0.1, topK: 3 }]) {
    expect(createSampler(sampling(options))(logits)).toBe(1)
  }
})

test('ids come as often as their probability says', () => {
  const ids = drawn({}, 40_000)
  halves.forEach((logit, id) => {
    const share = ids.filter((each) => each === id).length / ids.length
    // Six standard errors of a share of one half in 40,000 draws.
    expect(Math.abs(share - Math.exp(logit)), `id ${id}`).toBeLessThan(0.015)
  })
})

test('temperature divides the logits: 2 takes the square root of the odds, one half squares them', () => {
  const odds = (temperature: number): number => {
    const ids = drawn({ temperature }, 40_000)
    return ids.filter((id) => id === 0).length / ids.filter((id) => id === 2).length
  }
  // The odds of id 0 against id 2 are 4 to 1 at temperature 1.
  expect(odds(2)).toBeGreaterThan(1.85)
  expect(odds(2)).toBeLessThan(2.15)
  expect(odds(0.5)).toBeGreaterThan(14)
  expect(odds(0.5)).toBeLessThan(18.5)
})

test('top-k leaves the k most likely ids', () => {
  expect(new Set(drawn({ topK: 2 }))).toEqual(new Set([0, 1]))
  expect(new Set(drawn({ topK: 5 }))).toEqual(new Set([0, 1, 2, 3, 4]))
})

test('top-p leaves the fewest ids that hold that share', () => {
  expect(new Set(drawn({ topP: 0.5 }))).toEqual(new Set([0]))
  expect(new Set(drawn({ topP: 0.51 }))).toEqual(new Set([0, 1]))
  expect(new Set(drawn({ topP: 0.8 }))).toEqual(new Set([0, 1, 2]))
})

test('top-p counts what top-k and the temperature left, in this order', () => {
  // Of ids 0 and 1 alone, id 0 holds two thirds.
  expect(new Set(drawn({ topK: 2, topP: 0.6 }))).toEqual(new Set([0]))
  expect(new Set(drawn({ topK: 2, topP: 0.7 }))).toEqual(new Set([0, 1]))
  // At temperature 2 id 0 holds only about a third.
  expect(new Set(drawn({ temperature: 2, topP: 0.5 }))).toEqual(new Set([0, 1]))
})

test('a seed repeats its ids, and neighbouring seeds differ', () => {
  expect(drawn({ seed: 7 })).toEqual(drawn({ seed: 7 }))
  expect(drawn({ seed: 7 })).not.toEqual(drawn({ seed: 8 }))
})

test('whatever the settings, the id is of the vocabulary and among the top k', () => {
  const settings = fc.record({
    temperature: fc.double({ min: 0.05, max: 2, noNaN: true }),
    topK: fc.option(fc.integer({ min: 1, max: 60 })),
    topP: fc.option(fc.double({ min: 0.01, max: 1, noNaN: true })),
    seed: fc.integer(),
  })
  const logits = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(settings, logits, (options, values) => {
      const id = createSampler(options)(Float32Array.from(values))
      const better = values.filter((value) => value > Number(values[id])).length
      expect(values[id]).toBeDefined()
      if (options.topK !== null) expect(better).toBeLessThan(options.topK)
    }),
  )
})
