import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { expect, test } from 'vitest'
import { percentileUpperBound, upperBoundRank } from './percentile-upper-bound.js'
import { percentile } from './percentile.js'

const ranked = (n: number) => Float64Array.from({ length: n }, (_, at) => at + 1)

test('59 values are the fewest that bound p95, and 299 p99', () => {
  // 1 - 0.95^59 = 0.9515 and 1 - 0.95^58 = 0.9489; 1 - 0.99^299 = 0.9505 and 1 - 0.99^298 = 0.94996
  expect(percentileUpperBound(ranked(59), 0.95)).toBe(59)
  expect(percentileUpperBound(ranked(58), 0.95)).toBeNull()
  expect(percentileUpperBound(ranked(299), 0.99)).toBe(299)
  expect(percentileUpperBound(ranked(298), 0.99)).toBeNull()
  expect(percentileUpperBound([], 0.95)).toBeNull()
})

test('the rank is the first with enough binomial probability below it, in large samples too', () => {
  // scipy.stats.binom.cdf(995, 1000, 0.99) = 0.9713, of 994 0.9339; of 990163 in 10^6 0.9501, of 990162 0.9491
  expect(upperBoundRank(1000, { p: 0.99, confidence: 0.95 })).toBe(995)
  expect(upperBoundRank(1_000_000, { p: 0.99, confidence: 0.95 })).toBe(990_163)
})

test('the true percentile stays below the bound in at least 95 % of samples', () => {
  const random = createRandom(5)
  let held = 0
  for (let run = 0; run < 1000; run++) {
    const sample = Float64Array.from({ length: 100 }, () => random.uniform()).sort()
    if ((percentileUpperBound(sample, 0.95) as number) >= 0.95) held++
  }
  // Exactly 96.3 % by the binomial; 3 standard errors are 1.8 points.
  expect(held).toBeGreaterThan(945)
})

test('the bound is no lower than the percentile itself', () => {
  expect(percentileUpperBound(ranked(200), 0.95) as number).toBeGreaterThanOrEqual(
    percentile(ranked(200), 0.95) as number,
  )
})

test.each([0, 1, 95])('a percentile of %s has no bound', (p) => {
  expect(() => percentileUpperBound(ranked(100), p)).toThrow('p cannot be')
})
