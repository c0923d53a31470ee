import { describe, expect, test } from 'vitest'
import { stopping } from '../../bench/simulation/precision.mjs'
import { precisionLooks } from './precision-looks.js'
import { precisionOf } from './precision-of.js'
import { studentQuantile } from './student-quantile.js'

const options = { target: 0.03, alpha: 0.05 }

describe('how well a figure is known', () => {
  test('the half width is that of Student’s t, and the rounds needed grow with its square', () => {
    // Mean 100, sample deviation 2 (of -2, -2, -1, 1, 2, 2: squares 18 / 5).
    const rounds = [98, 102, 99, 101, 98, 102]
    const half = (studentQuantile(0.975, 5) * Math.sqrt(18 / 5 / 6)) / 100
    const found = precisionOf(rounds, options)
    expect(found).toMatchObject({ value: 100, drift: null, correlation: null })
    expect(found?.halfWidth).toBeCloseTo(half, 12)
    expect(precisionOf(rounds, { ...options, target: 0.501 * half })?.roundsNeeded).toBe(24)
  })

  test('below 5 rounds, and about 0, nothing is known', () => {
    expect(precisionOf([1, 2, 3, 4], options)).toBeNull()
    expect(precisionOf([-1, 1, -1, 1, -1, 1], options)).toBeNull()
  })

  test('rounds that are all equal are exactly known', () => {
    expect(precisionOf(Array(14).fill(7), options)).toMatchObject({ halfWidth: 0, low: 7, high: 7, drift: null })
  })

  test('a change from the first half to the second is reported', () => {
    const rounds = [100, 101, 99, 100, 110, 111, 109, 110]
    expect(precisionOf(rounds, options)?.drift).toBeCloseTo(0.1, 12)
    expect(precisionOf(rounds, { ...options, target: 0.2 })?.drift).toBeNull()
  })

  test('rounds that depend on one another are reported from 12 on', () => {
    const rounds = Array.from({ length: 24 }, (_, at) => 100 + 5 * Math.sin(at / 3))
    expect(precisionOf(rounds, options)?.correlation).toBeGreaterThan(0.8)
  })
})

test('whichever look ends a run, its interval holds (docs/statistics.md has the whole table)', () => {
  const looks = precisionLooks(60)
  const run = (phi: number) =>
    stopping(precisionOf, { looks, target: 0.03, spread: 5, phi, noiseShare: 0, seed: 16, repetitions: 150 })
  // Of 150 runs that each hold with 95 %, fewer than 90 % hold in 1 of 100 seeds.
  expect(run(0).reachedHeld).toBeGreaterThan(0.95)
  expect(run(0).medianRounds).toBeLessThan(60)
  expect(run(0.6).held).toBeGreaterThan(0.9)
})

describe('looks of a run until it is precise', () => {
  test('spend alpha evenly, none before 12 rounds', () => {
    expect(precisionLooks(60)).toEqual([12, 20, 35, 60].map((rounds) => ({ rounds, alpha: 0.0125 })))
    expect(precisionLooks(30).map(({ rounds }) => rounds)).toEqual([12, 17, 30])
    expect(precisionLooks(12)).toEqual([{ rounds: 12, alpha: 0.05 }])
    expect(() => precisionLooks(11)).toThrow('maxRounds cannot be 11')
  })
})
