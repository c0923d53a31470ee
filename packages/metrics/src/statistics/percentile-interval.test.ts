import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { describe, expect, test } from 'vitest'
import { percentileCoverage } from '../../bench/simulation/intervals.mjs'
import { normalQuantile } from './normal.js'
import { percentileInterval, percentileUpperBound } from './percentile-interval.js'

const ranked = (n: number) => Float64Array.from({ length: n }, (_, at) => at + 1)
const library = { normalQuantile, percentileInterval, percentileUpperBound }

describe('independent values', () => {
  test('bound a percentile by ranks, and leave an end open that they cannot reach', () => {
    // scipy.stats.binom(100, .9): cdf(83) = 0.0206 and cdf(84) = 0.0399; cdf(95) = 0.9763 and cdf(94) = 0.9424
    expect(percentileInterval(ranked(100), 0.9)).toEqual({ low: 84, high: 96 })
    expect(percentileInterval(ranked(40), 0.99)?.high).toBeNull()
    expect(percentileInterval(ranked(5), 0.01)).toEqual({ low: null, high: 2 })
    expect(percentileInterval(ranked(4), 0.5)).toBeNull()
  })

  test.each([
    // 1 - p^n >= 0.975: .9^36 = .0225, .95^72 = .0249, .99^368 = .0248
    [0.9, 36],
    [0.95, 72],
    [0.99, 368],
  ])('close the upper end of the percentile %s at %i values', (p, n) => {
    expect(percentileInterval(ranked(n), p)?.high).toBe(n)
    expect(percentileInterval(ranked(n - 1), p)?.high).toBeNull()
  })

  test('hold the true percentile in at least 95 % of samples', () => {
    for (const p of [0.5, 0.9, 0.99]) {
      const { held } = percentileCoverage(library, { p, rounds: 60, perRound: null, seed: 4, repetitions: 600 })
      // Less 3 standard errors.
      expect(held).toBeGreaterThan(0.923)
    }
  })
})

describe('rounds that disturb all their requests', () => {
  const noisy = { roundSpread: 0.25, ownSpread: 0.4, seed: 11, repetitions: 400 }

  test('widen the interval, so that it still holds the truth', () => {
    const { held } = percentileCoverage(library, { ...noisy, p: 0.9, rounds: 12, perRound: 16 })
    expect(held).toBeGreaterThan(0.92 - 3 * Math.sqrt((0.92 * 0.08) / 400))
  })

  test('that depend on one another widen it further, from 12 rounds on', () => {
    const { held } = percentileCoverage(library, { ...noisy, p: 0.5, rounds: 60, perRound: 16, phi: 0.5 })
    expect(held).toBeGreaterThan(0.9 - 3 * Math.sqrt((0.9 * 0.1) / 400))
  })

  test('of unequal sizes count by their size', () => {
    const sizes = [1, 9, 2, 8, 10]
    const random = createRandom(2)
    const rounds = sizes.map((size) => Float64Array.from({ length: size }, () => random.uniform()))
    const sorted = Float64Array.from(rounds.flatMap((each) => [...each])).sort()
    const { low, high } = percentileInterval(sorted, 0.5, { rounds }) as { low: number; high: number }
    expect(low).toBeLessThan(high)
  })
})

describe('the certified upper bound', () => {
  test('needs 59 values for p95 and 299 for p99', () => {
    // 1 - 0.95^59 = 0.9515 and 1 - 0.95^58 = 0.9489; 1 - 0.99^299 = 0.9505 and 1 - 0.99^298 = 0.94996
    expect(percentileUpperBound(ranked(59), 0.95)).toBe(59)
    expect(percentileUpperBound(ranked(58), 0.95)).toBeNull()
    expect(percentileUpperBound(ranked(299), 0.99)).toBe(299)
    expect(percentileUpperBound(ranked(298), 0.99)).toBeNull()
    expect(percentileUpperBound([], 0.95)).toBeNull()
  })

  test('has the rank of the binomial distribution, in large samples too', () => {
    // scipy.stats.binom.cdf(995, 1000, 0.99) = 0.9713, of 994 0.9339; of 990163 in 10^6 0.9501, of 990162 0.9491
    expect(percentileUpperBound(ranked(1000), 0.99)).toBe(996)
    expect(percentileUpperBound(ranked(1_000_000), 0.99)).toBe(990_164)
  })

  test('over rounds holds what it certifies', () => {
    const options = { p: 0.9, rounds: 24, perRound: 8, roundSpread: 0.25, ownSpread: 0.4, seed: 12, repetitions: 400 }
    expect(percentileCoverage(library, options).bound).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / 400))
  })
})

test.each([0, 1, 95])('a percentile of %s has no interval', (p) => {
  expect(() => percentileInterval(ranked(100), p)).toThrow('p cannot be')
  expect(() => percentileUpperBound(ranked(100), p)).toThrow('p cannot be')
})
