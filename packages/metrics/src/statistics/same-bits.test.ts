import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mean } from './mean.js'
import { interpolate, percentile, percentileRank } from './percentile.js'
import { populationStd, sampleStd } from './population-std.js'

/*
 * What this package computed before it took simple-statistics, written down again: figures that were published must come out
 * with the same bits.
 */

function compensatedSum(values: ArrayLike<number>): number {
  let total = 0
  let lost = 0
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}

function deviation(values: ArrayLike<number>, divisor: number): number {
  const centre = compensatedSum(values) / values.length
  let total = 0
  for (let at = 0; at < values.length; at++) total += ((values[at] as number) - centre) ** 2
  return Math.sqrt(total / divisor)
}

function typeSeven(sorted: ArrayLike<number>, p: number): number {
  const { below, above, weight } = percentileRank(sorted.length, p)
  return interpolate(sorted[below] as number, sorted[above] as number, weight)
}

/** Zero has two signs in memory and one on paper. */
const bits = (value: number | null) => (value === 0 ? 0 : value)

// Durations as they occur, and any double whose sums and squares do not overflow.
const value = fc.oneof(
  fc.double({ min: 0, max: 120_000, noNaN: true }),
  fc.double({ min: -1e100, max: 1e100, noNaN: true }),
)
const sample = fc.array(value, { minLength: 1, maxLength: 40 })
const share = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 0.999, 1), fc.double({ min: 0, max: 1, noNaN: true }))

test('100,000 samples have the mean, deviation and percentile that they always had, bit for bit', () => {
  fc.assert(
    fc.property(sample, share, (values, p) => {
      const sorted = Float64Array.from(values).sort()
      const found = [mean(values), populationStd(values), percentile(sorted, p)]
      const before = [compensatedSum(values) / values.length, deviation(values, values.length), typeSeven(sorted, p)]
      const wrong = found.findIndex((each, at) => !Object.is(bits(each), bits(before[at] as number)))
      if (wrong !== -1) throw new Error(`${found[wrong]} is not ${before[wrong]}`)
      if (values.length > 1 && !Object.is(sampleStd(values), deviation(values, values.length - 1))) {
        throw new Error(`${sampleStd(values)} is not ${deviation(values, values.length - 1)}`)
      }
    }),
    { numRuns: 100_000 },
  )
})

test('an empty sample has none of them', () => {
  expect([mean([]), populationStd([]), sampleStd([]), sampleStd([1]), percentile([], 0.5)]).toEqual(Array(5).fill(null))
})
