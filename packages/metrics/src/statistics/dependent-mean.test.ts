import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'
import { describe, expect, test } from 'vitest'
import { dependence, oneSeries } from '../../bench/simulation/dependence.mjs'
import { laggedCorrelation } from './autocorrelation.js'
import { holm } from '../comparison/holm.js'
import { meanMixtures, mixtureInterval, mixtureP } from './dependent-mean.js'
import { mean } from './mean.js'
import { sampleStd } from './population-std.js'
import { studentCdf, studentQuantile } from './student-quantile.js'
import { studentTails } from './student-tail.js'

const plain = (series: number[][]) =>
  series.map((values) => {
    const error = (sampleStd(values) as number) / Math.sqrt(values.length)
    return 2 * studentCdf(-Math.abs(mean(values) as number) / error, values.length - 1)
  })

const mixture = (series: number[][]) =>
  meanMixtures(series).map(({ own, pooled }) => Math.max(mixtureP(own, 0), mixtureP(pooled, 0)))

const whiteNoise = (length: number, seed: number) => {
  const random = createRandom(seed)
  return Array.from({ length }, () => 0.01 + 0.05 * sampleNormal(random))
}

describe('the mixture over dependences', () => {
  test("has Student's t of independent rounds as its part without dependence", () => {
    const series = whiteNoise(20, 1)
    const [{ own } = { own: null }] = meanMixtures([series])
    const [independent] = own?.parts ?? []
    expect(independent?.mean).toBeCloseTo(mean(series) as number, 12)
    expect(independent?.error).toBeCloseTo((sampleStd(series) as number) / Math.sqrt(20), 12)
  })

  test('fits a correlated series as generalised least squares with the matrix written out', () => {
    // Gaussian elimination with V = 0.75 * 0.5^|i-j| + 0.25 I: m = 1'V^-1 y / J with J = 1'V^-1 1, and sqrt(RSS / (11 J)).
    const gls = { mean: 2.328294796931053, error: 0.48830349417918156 }
    const [{ own } = { own: null }] = meanMixtures([[1, 2, 2, 3, 5, 4, 4, 3, 2, 2, 1, 1]])
    const part = own?.parts.find(({ mean: m }) => Math.abs(m - gls.mean) < 1e-9)
    expect(part?.error).toBeCloseTo(gls.error, 9)
  })

  test('has an interval at whose ends p is 0.05', () => {
    const [{ own } = { own: null }] = meanMixtures([whiteNoise(30, 2)])
    if (!own) throw new Error('no mixture')
    const { low, high } = mixtureInterval(own, 0.95)
    expect(mixtureP(own, low)).toBeCloseTo(0.05, 5)
    expect(mixtureP(own, high)).toBeCloseTo(0.05, 5)
  })

  test('does not take dependent rounds for a difference, as plain t does', () => {
    const options = { rounds: 30, phi: 0.6, noiseShare: 0, spread: 1, seed: 5, repetitions: 80, holm }
    const found = dependence({ plain, mixture }, options)
    expect(found.plain.each).toBeGreaterThan(0.2)
    expect(found.mixture.each).toBeLessThan(0.065 + 3 * Math.sqrt((0.065 * 0.935) / 640))
  })

  test('finds a true difference of independent rounds nearly as often as plain t', () => {
    const options = {
      rounds: 30,
      phi: 0,
      noiseShare: 0,
      spread: 0.21,
      effect: Math.log(1.1),
      seed: 6,
      repetitions: 60,
      holm,
    }
    const found = dependence({ plain, mixture }, options)
    expect((found.mixture.each as number) / (found.plain.each as number)).toBeGreaterThan(0.78)
  })
})

describe("both tails of Student's t", () => {
  test.each([1, 2, 3, 4, 11, 12, 59, 240])(
    'of %i degrees of freedom are those of the incomplete beta function',
    (df) => {
      for (const t of [0, 0.3, 1, 2.5, 6, -2.5])
        expect(studentTails(t, df)).toBeCloseTo(2 * studentCdf(-Math.abs(t), df), 12)
      expect(studentTails(studentQuantile(0.975, df), df)).toBeCloseTo(0.05, 10)
    },
  )
})

test('the lag-1 correlation is corrected for the bias of a short series', () => {
  const random = createRandom(9)
  const estimates = Array.from({ length: 400 }, () =>
    laggedCorrelation(oneSeries(random, { rounds: 30, phi: 0.5, noiseShare: 0, spread: 1, effect: 0 })),
  )
  expect(mean(estimates)).toBeCloseTo(0.5, 1)
  expect(laggedCorrelation([3, 3, 3, 3])).toBe(0)
})
