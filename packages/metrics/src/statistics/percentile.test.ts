import { isBenchError } from '@sagellm-benchmark/protocol-types'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentile } from './percentile.js'

test('percentiles are those of numpy', () => {
  // numpy.percentile([1, 2, 4, 8, 16], [0, 10, 50, 90, 95, 99, 100])
  const sample = [1, 2, 4, 8, 16]
  const shares = [0, 0.1, 0.5, 0.9, 0.95, 0.99, 1]
  const expected = [1, 1.4, 4, 12.8, 14.4, 15.68, 16]
  shares.forEach((p, at) => expect(percentile(sample, p)).toBeCloseTo(expected[at] as number, 12))
})

test('the median of two values lies between them, not at the larger one', () => {
  expect(percentile([10, 20], 0.5)).toBe(15)
})

test('an empty sample has no percentile', () => {
  expect(percentile([], 0.5)).toBeNull()
})

test.each([99, -0.1, Number.NaN])('the share %s is refused', (p) => {
  const attempt = () => percentile([1], p)
  expect(attempt).toThrow('p cannot be')
  try {
    attempt()
  } catch (error) {
    expect(isBenchError(error) && error.code).toBe('invalid_argument')
  }
})

const samples = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })

test('a percentile lies between the extremes and grows with its share', () => {
  fc.assert(
    fc.property(
      samples,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, a, b) => {
        const sorted = values.toSorted((x, y) => x - y)
        const low = percentile(sorted, Math.min(a, b)) as number
        const high = percentile(sorted, Math.max(a, b)) as number
        expect(low).toBeGreaterThanOrEqual(sorted[0] as number)
        expect(high).toBeLessThanOrEqual(sorted.at(-1) as number)
        expect(high).toBeGreaterThanOrEqual(low)
      },
    ),
  )
})

test('a sample of one value is that value at every share', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (value, p) => {
        expect(percentile([value], p)).toBe(value)
      },
    ),
  )
})
