import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'
import { describe, expect, test } from 'vitest'
import { mean } from './mean.js'
import { isHeavyTailed, meanInterval } from './mean-interval.js'
import { populationStd, sampleStd } from './population-std.js'
import { sectionedInterval } from './sectioned-interval.js'
import { wilsonInterval } from './wilson-interval.js'

describe("Student's interval of a mean", () => {
  test('is the mean and t(0.975, n - 1) standard errors', () => {
    // By hand: mean 12.8, s^2 = 373.6 / 9, t(0.975, 9) = 2.2621572: 12.8 -+ 4.608983
    const { low, high } = meanInterval([9, 10, 10, 11, 15, 12, 8, 9, 14, 30]) as { low: number; high: number }
    expect(low).toBeCloseTo(8.191017, 4)
    expect(high).toBeCloseTo(17.408983, 4)
  })

  test('of equal values has no width, and below 5 values there is none', () => {
    expect(meanInterval([3, 3, 3, 3, 3])).toEqual({ low: 3, high: 3 })
    expect(meanInterval([1, 2, 3, 4])).toBeNull()
  })

  test('promises nothing below 30 values, nor of a skewed sample', () => {
    const random = createRandom(3)
    const normal = Array.from({ length: 100 }, () => sampleNormal(random))
    expect(isHeavyTailed(normal.slice(0, 29))).toBe(true)
    expect(isHeavyTailed(normal)).toBe(false)
    expect(isHeavyTailed(normal.map((value) => Math.exp(1.5 * value)))).toBe(true)
    expect(isHeavyTailed(Array.from({ length: 30 }, () => 7))).toBe(false)
  })
})

describe('the interval over rounds', () => {
  test('is that of Student around the value of the run', () => {
    // t(0.975, 4) = 2.776445; s = sqrt(0.5); 2.776445 * s / sqrt(5) = 0.877989
    const { low, high } = sectionedInterval([9, 10, 11, 10, 10], { value: 10 }) as { low: number; high: number }
    expect(low).toBeCloseTo(9.122011, 5)
    expect(high).toBeCloseTo(10.877989, 5)
  })

  test('contains the value of the run where rounds differ from it on one side', () => {
    const interval = sectionedInterval([9, 9.1, 9.2, 9.1, 9], { value: 12 }) as { low: number; high: number }
    expect(interval.low).toBeLessThan(12)
    expect(interval.high).toBeGreaterThan(12)
  })

  test('does not exist for four rounds', () => {
    expect(sectionedInterval([1, 2, 3, 4], { value: 2.5 })).toBeNull()
  })
})

test('the interval of a share is that of Wilson', () => {
  // 1 of 10 by the formula, z = 1.959964: 0.01788 to 0.40415
  expect(wilsonInterval(1, { n: 10 })?.low).toBeCloseTo(0.01788, 4)
  expect(wilsonInterval(1, { n: 10 })?.high).toBeCloseTo(0.40415, 4)
  expect(wilsonInterval(0, { n: 10 })?.low).toBe(0)
  expect(wilsonInterval(10, { n: 10 })?.high).toBe(1)
  expect(wilsonInterval(0, { n: 0 })).toBeNull()
})

describe('mean and deviation', () => {
  test('are those of numpy', () => {
    // numpy.mean, numpy.std (ddof 0), numpy.std(ddof=1)
    const values = [2, 4, 4, 4, 5, 5, 7, 9]
    expect(mean(values)).toBe(5)
    expect(populationStd(values)).toBe(2)
    expect(sampleStd(values)).toBeCloseTo(2.138089935299395, 12)
  })

  test('keep small differences of large stamps', () => {
    expect(populationStd([1e12, 1e12 + 1, 1e12 + 2])).toBeCloseTo(Math.sqrt(2 / 3), 9)
    expect(mean([1e16, 1, -1e16])).toBe(1 / 3)
  })

  test('of nothing are not known', () => {
    expect([mean([]), populationStd([]), sampleStd([5])]).toEqual([null, null, null])
    expect(populationStd([5])).toBe(0)
  })
})
