// @ts-expect-error jstat has no types; it is only the oracle here.
import jstat from 'jstat'
import { describe, expect, test } from 'vitest'
import { incompleteBeta } from './incomplete-beta.js'
import { normalCdf, normalQuantile } from './normal.js'
import { studentCdf, studentQuantile } from './student-quantile.js'

const near = (value: number, expected: number) => expect(Math.abs(value / expected - 1)).toBeLessThan(1e-8)

describe('the normal distribution', () => {
  test.each([
    // scipy.stats.norm.cdf
    [-8, 6.22096057e-16],
    [-3.5, 2.32629079035525e-4],
    [-1, 0.158655253931457],
    [0.5, 0.691462461274013],
    [2, 0.977249868051821],
  ])('lies below %s with the probability that scipy gives', (z, expected) => near(normalCdf(z), expected))

  test.each([
    // scipy.stats.norm.ppf
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.3, -0.5244005127080407],
    [0.975, 1.959963984540054],
  ])('has the quantile of scipy at %s', (p, expected) => near(normalQuantile(p), expected))

  test('has infinite quantiles at the ends and none outside', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect(normalQuantile(1.5)).toBeNaN()
  })
})

describe("Student's t", () => {
  const cases = [0.6, 0.9, 0.975, 0.9995].flatMap((p) => [1, 2, 4, 9, 30, 300].map((df) => [p, df] as const))

  test.each(cases)('has the quantile of jstat at p %s with %s degrees of freedom', (p, df) => {
    expect(studentQuantile(p, df)).toBeCloseTo(jstat.studentt.inv(p, df), 5)
  })

  test('has the quantile of scipy with broken degrees of freedom', () =>
    near(studentQuantile(0.975, 4.5), 2.6589123512))

  test('is symmetrical, and normal in the limit', () => {
    expect(studentQuantile(0.025, 7)).toBe(-studentQuantile(0.975, 7))
    expect(studentQuantile(0.5, 7)).toBe(0)
    near(studentQuantile(0.975, Number.POSITIVE_INFINITY), 1.959963984540054)
    expect(studentCdf(-1.5, 7) + studentCdf(1.5, 7)).toBeCloseTo(1, 14)
  })

  test.each([
    [0, 3],
    [1, 3],
    [0.5, 0],
  ])('has no quantile at %s with %s degrees of freedom', (p, df) => {
    expect(() => studentQuantile(p, df)).toThrow('cannot be')
  })
})

test.each([
  // scipy.special.betainc
  [0.3, 2.5, 1.5, 0.08894372317066562],
  [0.6, 50, 30, 0.3170571539691119],
  [0.001, 0.5, 500, 0.6826895526902824],
])('the incomplete beta function at %s is that of scipy', (x, a, b, expected) =>
  near(incompleteBeta(x, { a, b }), expected),
)
