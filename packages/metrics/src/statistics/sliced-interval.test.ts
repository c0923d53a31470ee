import { expect, test } from 'vitest'
import { steadyCoverage } from '../../bench/simulation/steady.mjs'
import { slicedInterval } from './sliced-interval.js'

test('independent slices have the interval of Student', () => {
  // Alternating, so that the correlation is negative and nothing is widened: 10 -+ t(9, 0.975) * sqrt(10 / 9) / sqrt(10) = 2.26216 / 3.
  const { low, high } = slicedInterval([9, 11, 9, 11, 9, 11, 9, 11, 9, 11]) as { low: number; high: number }
  expect(low).toBeCloseTo(10 - 2.262157 / 3, 5)
  expect(high).toBeCloseTo(10 + 2.262157 / 3, 5)
})

test('slices that rise throughout have a wider one', () => {
  const { low, high } = slicedInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) as { low: number; high: number }
  // r = 0.7 + (1 + 2.8) / 10 is held at 0.9: F = 19, one degree of freedom.
  // t(1, 0.975) = 12.7062.
  expect(high - low).toBeCloseTo(2 * 12.7062 * Math.sqrt((82.5 / 9) * (19 / 10)), 2)
  expect((low + high) / 2).toBeCloseTo(5.5, 9)
})

test('slices that do not differ have no width, and fewer than five no interval', () => {
  expect(slicedInterval([7, 7, 7, 7, 7, 7])).toEqual({ low: 7, high: 7 })
  expect(slicedInterval([7, 8, 9, 7])).toBeNull()
})

test('the true rate of a closed loop is held in nine of ten windows of 20 durations, and more of longer ones', () => {
  const held = (window: number) =>
    steadyCoverage(slicedInterval, { places: 8, window, cv: 0.2, seed: 4, repetitions: 300 }).held
  expect(held(20)).toBeGreaterThan(0.9)
  expect(held(40)).toBeGreaterThan(0.92)
})
