import { describe, expect, test } from 'vitest'
import { holm } from './holm.js'
import {
  beyondMarginP,
  differenceP,
  equivalenceP,
  pairedRatio,
  ratioInterval,
  unpairedRatio,
} from './ratio-estimate.js'

const baseline = [10, 11, 9, 10.5, 9.5]
const candidate = [11, 12, 10, 12, 10.2]
const pairs = baseline.map((each, at) => ({ baseline: each, candidate: candidate[at] as number }))

describe('the ratio of paired rounds', () => {
  const estimate = pairedRatio(pairs)

  test('has the error of the difference of relative moves', () => {
    // numpy: m = b / b.mean() - a / a.mean(); m.std(ddof=1) / sqrt(5) = 0.010637621924567534
    expect(estimate?.logRatio).toBeCloseTo(0.09893994785490365, 12)
    expect(estimate?.standardError).toBeCloseTo(0.010637621924567534, 12)
  })

  test('has the interval and p of Student with 4 degrees of freedom', () => {
    // scipy: exp(0.09894 -+ t.ppf(.975, 4) * se) = 1.07187042, 1.13709268; 2 * t.sf = 0.00074352
    const { low, high } = ratioInterval(estimate as NonNullable<typeof estimate>)
    expect(low).toBeCloseTo(1.07187042, 7)
    expect(high).toBeCloseTo(1.13709268, 7)
    expect(differenceP(estimate as NonNullable<typeof estimate>)).toBeCloseTo(0.0007435221, 9)
  })

  test('does not see what a round does to both sides', () => {
    const shaken = pairs.map((pair, at) => ({
      baseline: 10 * (at + 1),
      candidate: 11 * (at + 1) * (pair.candidate > 0 ? 1 : 0),
    }))
    expect(pairedRatio(shaken)?.standardError).toBeLessThan(1e-12)
  })

  test('has no interval below 5 pairs', () => {
    expect(pairedRatio(pairs.slice(0, 4))).toBeNull()
  })
})

test('the ratio of unpaired rounds has the error and the degrees of freedom of Welch', () => {
  // numpy: va = a.var(ddof=1)/5/a.mean()**2, vb likewise; sqrt(va + vb) = 0.05234472843; (va+vb)**2/(va**2/4+vb**2/4) = 7.939103
  const estimate = unpairedRatio(baseline, candidate)
  expect(estimate?.standardError).toBeCloseTo(0.05234472843, 10)
  expect(estimate?.degreesOfFreedom).toBeCloseTo(7.939103029, 8)
  expect(unpairedRatio(baseline.slice(1), candidate)).toBeNull()
})

describe('p values', () => {
  const exact = { logRatio: 0, standardError: 0, degreesOfFreedom: 4, n: 5, series: [], dependence: null }

  test('of rounds that never vary are certain either way', () => {
    expect(differenceP(exact)).toBe(1)
    expect(differenceP({ ...exact, logRatio: 0.1 })).toBe(0)
    expect(equivalenceP(exact, 0.03)).toBe(0)
    expect(equivalenceP({ ...exact, logRatio: 0.1 }, 0.03)).toBe(1)
  })

  test('of equivalence are below 0.05 exactly where the 95 % interval lies inside the margin', () => {
    for (const standardError of [0.005, 0.01, 0.0105, 0.012, 0.02]) {
      const estimate = { logRatio: 0.004, standardError, degreesOfFreedom: 40, n: 41, series: [], dependence: null }
      const { low, high } = ratioInterval(estimate)
      expect(equivalenceP(estimate, 0.03) < 0.05).toBe(low > 1 / 1.03 && high < 1.03)
    }
  })

  test('of a difference beyond the margin are below 0.05 exactly where the 95 % interval lies beyond it', () => {
    for (const standardError of [0.005, 0.01, 0.018, 0.02, 0.04]) {
      const estimate = { logRatio: 0.07, standardError, degreesOfFreedom: 40, n: 41, series: [], dependence: null }
      expect(beyondMarginP(estimate, 0.03) < 0.05).toBe(ratioInterval(estimate).low > 1.03)
    }
    expect(beyondMarginP({ ...exact, logRatio: 0.02 }, 0.03)).toBe(1)
    expect(beyondMarginP({ ...exact, logRatio: -0.1 }, 0.03)).toBe(0)
  })

  test('are corrected as R corrects them', () => {
    // R: p.adjust(c(0.01, 0.04, 0.03), "holm") = 0.03 0.06 0.06
    holm([0.01, null, 0.04, 0.03]).forEach((p, at) => {
      const expected = [0.03, null, 0.06, 0.06][at]
      if (expected === null) expect(p).toBeNull()
      else expect(p).toBeCloseTo(expected as number, 12)
    })
    expect(holm([0.9, 0.8])).toEqual([1, 1])
  })
})
