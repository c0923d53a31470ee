import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { falseDiscoveries } from './benjamini-hochberg.js'
import { changePlace } from './change-place.js'
import { changeTest } from './find-changes.js'
import { levelShift } from './level-shift.js'
import { levelStatistic, rankStatistic } from './change-statistics.js'
import { ranksOf } from './ranks-of.js'
import { retestRounds } from './retest-rounds.js'
import { robustSigma } from './robust-noise.js'

test("p values are corrected as by R's p.adjust, and what was not tested does not count", () => {
  // p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.5), 'BH')
  const { adjusted } = falseDiscoveries([0.01, null, 0.04, 0.03, 0.005, 0.5], 0.05)
  ;[0.025, null, 0.05, 0.05, 0.025, 0.5].forEach((p, at) => {
    if (p === null) expect(adjusted[at]).toBeNull()
    else expect(adjusted[at]).toBeCloseTo(p, 12)
  })
  expect(falseDiscoveries([0.01, 0.9], 0.05).levelInside).toBeCloseTo(0.025, 12)
})

test('ranks sum to the same whatever the ties', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (values) => {
      const sum = ranksOf(values).reduce((total, rank) => total + rank, 0)
      expect(sum).toBeCloseTo((values.length * (values.length + 1)) / 2, 9)
    }),
  )
})

test('the statistic of two halves that do not overlap is that of Mann and Whitney', () => {
  // 10 and 10: a sum of 50 over its standard error, the root of 10 * 10 * 21 / 12.
  const ranks = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5, 20, 11, 19, 12, 18, 13, 17, 14, 16, 15]
  const { from, size } = rankStatistic('end', ranks)
  expect(from).toBe(10)
  expect(size).toBeCloseTo(50 / Math.sqrt(175), 12)
})

test('points that resemble the one before show less of a level than points in any order', () => {
  const [calm, similar] = [
    [5, 1, 4, 2, 5, 1, 4, 2, 5, 1],
    [1, 2, 3, 4, 5, 5, 4, 3, 2, 1],
  ]
  const later = (half: number[]) => half.map((value) => value + 8)
  const size = (half: number[]) => levelStatistic('end', [...half, ...later(half)]).size
  expect(size(similar)).toBeLessThan(size(calm))
})

test('a spike hides no change of level', () => {
  const calm = [1.5, 1.1, 1.4, 1.2, 1.5, 1.1, 1.4, 1.2, 1.5, 1.1]
  const values = [...calm, ...calm.map((value) => value + 2)]
  const spiked = values.map((value, at) => (at === 4 ? 1000 : value))
  const { size, from } = levelStatistic('end', spiked)
  expect(from).toBe(10)
  expect(size).toBeGreaterThan(levelStatistic('end', values).size / 2)
})

test('fewer than nine points show nothing, and nine can', () => {
  expect(changeTest([1, 2, 1, 2, 8, 9, 8, 9])).toBeNull()
  expect(changeTest([1.1, 1.2, 1, 1.3, 8.2, 8.1, 8.4, 8, 8.3])?.p).toBeLessThan(0.05)
})

test('a shift has the estimate and the interval of the signed differences', () => {
  // R: wilcox.test(c(5.1, 6.2, 7.4, 8.0, 5.9), c(1.3, 2.2, 3.1, 2.7, 1.9), conf.int = TRUE, exact = FALSE) lies within these pairs.
  const { value, low, high } = levelShift([1.3, 2.2, 3.1, 2.7, 1.9], [5.1, 6.2, 7.4, 8.0, 5.9])
  expect(value).toBeCloseTo(4.3, 9)
  expect(low).toBeLessThan(value)
  expect(high).toBeGreaterThan(value)
  expect(levelShift([1], [2, 3])).toEqual({ value: 1.5, low: null, high: null })
})

test('the noise of normal values is their standard deviation, and outliers hardly change it', () => {
  const random = createRandom(6)
  const values = Array.from({ length: 2000 }, (_, at) => (at % 10 === 0 ? 1000 : 0.03 * sampleNormal(random)))
  expect(robustSigma(values, 1)).toBeGreaterThan(0.03)
  expect(robustSigma(values, 1)).toBeLessThan(0.036)
})

test('a change far above the noise takes few rounds, one at the noise many, and none within nothing', () => {
  const { rounds = 0 } = retestRounds({ ratio: 1.3, noise: 0.03 }) ?? {}
  const { rounds: more = 0 } = retestRounds({ ratio: 1.05, noise: 0.1 }) ?? {}
  expect(rounds).toBe(6)
  // (1.96 + 0.84)^2 * 2 * 0.1^2 / log(1.05)^2
  expect(more).toBe(66)
  expect(retestRounds({ ratio: 1.03, noise: 0.1, margin: 0.03 })?.starts).toBe(
    retestRounds({ ratio: 1.03, noise: 0.1 })?.starts,
  )
})

test('a value that is far from both levels belongs to the nearer one, read either way', () => {
  const part = [0, 0, 0, 0.6, 1, 1, 1]
  expect(changePlace(part, 0.05).at).toBe(3)
  expect(changePlace(part.toReversed(), 0.05).at).toBe(4)
})
