import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'
import { describe, expect, test } from 'vitest'
import { bootstrapMean } from './bootstrap-mean.js'
import { bootstrapPercentile } from './bootstrap-percentile.js'
import { mean } from './mean.js'
import { normalQuantile } from './normal.js'
import { percentile } from './percentile.js'
import { populationStd, sampleStd } from './population-std.js'
import { sectionedInterval } from './sectioned-interval.js'
import { wilsonInterval } from './wilson-interval.js'

/** n values at the quantiles of a log-normal distribution: a skewed sample without chance. */
const logNormal = (n: number) => Float64Array.from({ length: n }, (_, at) => Math.exp(normalQuantile((at + 0.5) / n)))

describe('the BCa interval of a mean', () => {
  test('is that of scipy on a skewed sample', () => {
    // scipy.stats.bootstrap, BCa, 200,000 resamples: 10.3 to 19.4
    const interval = bootstrapMean([9, 10, 10, 11, 15, 12, 8, 9, 14, 30], { resamples: 50_000 })
    expect(interval?.low).toBeCloseTo(10.3, 1)
    expect(Math.abs((interval?.high as number) - 19.4)).toBeLessThan(0.15)
  })

  test('above 5,000 values is that of scipy without resampling', () => {
    // scipy.stats.bootstrap, BCa, 20,000 resamples of the same 6,000 values: 1.59645 to 1.70375
    const interval = bootstrapMean(logNormal(6000))
    expect(interval?.low).toBeCloseTo(1.5964, 2)
    expect(interval?.high).toBeCloseTo(1.7037, 2)
  })

  test('of equal values has no width, and below 5 values there is none', () => {
    expect(bootstrapMean([3, 3, 3, 3, 3])).toEqual({ low: 3, high: 3 })
    expect(bootstrapMean([1, 2, 3, 4])).toBeNull()
  })
})

describe('the BCa interval of a percentile', () => {
  test('is that of scipy', () => {
    // scipy.stats.bootstrap, BCa: the median of ten values 9 to 14; p90 of 200 log-normal quantiles 2.913 to 4.637
    const ten = [9, 10, 10, 11, 15, 12, 8, 9, 14, 30].sort((a, b) => a - b)
    expect(bootstrapPercentile(ten, 0.5, { resamples: 20_000 })).toEqual({ low: 9, high: 14 })
    const p90 = bootstrapPercentile(logNormal(200), 0.9, { resamples: 50_000 })
    expect(Math.abs((p90?.low as number) - 2.913)).toBeLessThan(0.05)
    expect(Math.abs((p90?.high as number) - 4.637)).toBeLessThan(0.1)
  })

  test('draws the same distribution as resampling every value', () => {
    const sorted = logNormal(40)
    const random = createRandom(8)
    const resample = () => {
      const values = Float64Array.from({ length: 40 }, () => sorted[random.index(40)] as number).sort()
      return percentile(values, 0.75) as number
    }
    const full = Float64Array.from({ length: 20_000 }, resample).sort()
    // With no correction to make, the BCa interval is the share of the resamples itself: compare its ends' ranks.
    const drawn = bootstrapPercentile(sorted, 0.75, { resamples: 20_000 })
    const rank = (value: number) => full.filter((each) => each <= value).length / full.length
    expect(rank(drawn?.low as number)).toBeGreaterThan(0.005)
    expect(rank(drawn?.low as number)).toBeLessThan(0.06)
    expect(rank(drawn?.high as number)).toBeGreaterThan(0.94)
    expect(rank(drawn?.high as number)).toBeLessThan(0.995)
  })

  test('covers the true median in about 95 % of samples', () => {
    const random = createRandom(9)
    let held = 0
    for (let run = 0; run < 500; run++) {
      const sample = Float64Array.from({ length: 60 }, () => sampleNormal(random)).sort()
      const { low, high } = bootstrapPercentile(sample, 0.5, { seed: run, resamples: 500 }) as {
        low: number
        high: number
      }
      if (low <= 0 && high >= 0) held++
    }
    expect(held / 500).toBeGreaterThan(0.91)
    expect(held / 500).toBeLessThan(0.99)
  })

  test('lies inside the sample, is seeded, and needs 5 values', () => {
    const sorted = logNormal(100)
    const interval = bootstrapPercentile(sorted, 0.99, { seed: 1 })
    expect(interval?.high).toBeLessThanOrEqual(sorted[99] as number)
    expect(interval).toEqual(bootstrapPercentile(sorted, 0.99, { seed: 1 }))
    expect(bootstrapPercentile([1, 2, 3, 4], 0.5)).toBeNull()
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
