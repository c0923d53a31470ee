import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prefillGroup } from './prefill-group.js'

const limits = { freeRows: 16, vocabularySize: 50_000, keepsAllLogits: false }

test('as many prompts as there are free rows', () => {
  expect(prefillGroup([8, 8, 8], limits)).toBe(3)
  expect(prefillGroup([8, 8, 8], { ...limits, freeRows: 2 })).toBe(2)
})

test('long prompts share a pass only as far as its memory is bounded', () => {
  // 2^23 scores: 8 rows of 1,024 tokens.
  expect(prefillGroup(Array(16).fill(1024), limits)).toBe(8)
  // 2^26 logits of 50,000 entries: 1,342 tokens.
  expect(prefillGroup(Array(16).fill(256), { ...limits, keepsAllLogits: true })).toBe(5)
})

test('one prompt always goes, however long', () => {
  expect(prefillGroup([100_000, 8], { ...limits, keepsAllLogits: true })).toBe(1)
})

test('never none, never more than waiting or free', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 20 }), fc.boolean(), (waiting, freeRows, keepsAllLogits) => {
      const count = prefillGroup(waiting, { ...limits, freeRows, keepsAllLogits })
      expect(count).toBeGreaterThanOrEqual(1)
      expect(count).toBeLessThanOrEqual(Math.min(waiting.length, freeRows))
    }),
  )
})
