import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderStatistics } from './order-statistics.js'
import { percentile } from './percentile.js'
import { percentiles } from './percentiles.js'

const shares = [0, 0.5, 0.9, 0.99, 1]

function sortedPercentiles(values: Float64Array) {
  const sorted = values.slice().sort()
  return shares.map((p) => percentile(sorted, p))
}

test('a large sample gives exactly what sorting gives', () => {
  const random = createRandom(1)
  const values = Float64Array.from({ length: 60_000 }, () => Math.exp(sampleNormal(random)))
  expect(percentiles(values, shares)).toEqual(sortedPercentiles(values))
})

test('a large sample in one histogram bucket is selected exactly', () => {
  const random = createRandom(2)
  const values = Float64Array.from({ length: 60_000 }, () => 1 + random.uniform() / 1000)
  expect(percentiles(values, shares)).toEqual(sortedPercentiles(values))
})

test('a large sample of one repeated value is that value', () => {
  expect(percentiles(new Float64Array(60_000).fill(7), shares)).toEqual([7, 7, 7, 7, 7])
})

test('the sample keeps its order', () => {
  const values = Float64Array.of(3, 1, 2)
  percentiles(values, [0.5])
  expect([...values]).toEqual([3, 1, 2])
})

test('an empty sample has no percentile', () => {
  expect(percentiles(new Float64Array(0), [0.5, 0.9])).toEqual([null, null])
})

test('a share outside [0, 1] is refused', () => {
  expect(() => percentiles(Float64Array.of(1), [50])).toThrow('p cannot be 50')
})

test('order statistics equal the sorted sample, negative values, zeros and repeats included', () => {
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }))
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (list) => {
      const values = Float64Array.from(list, (each) => each + 0)
      const sorted = values.slice().sort()
      const found = orderStatistics(values, [...sorted.keys()])
      sorted.forEach((each, rank) => expect((found.get(rank) as number) + 0).toBe(each + 0))
    }),
  )
})

test('order statistics select inside a crowded bucket', () => {
  const random = createRandom(3)
  const values = Float64Array.from({ length: 5000 }, () => 1 + random.index(900) / 1e6)
  const sorted = values.slice().sort()
  const ranks = [0, 1, 49, 2500, 4949, 4999]
  const found = orderStatistics(values, ranks)
  for (const rank of ranks) expect(found.get(rank)).toBe(sorted[rank])
})
