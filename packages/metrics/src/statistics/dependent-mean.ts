import { studentQuantile } from './student-quantile.js'
import { studentTails } from './student-tail.js'

/**
 * What a series of rounds says of its mean when it is not known how far the rounds depend on one another: Student's t of the mean under each
 * of many dependences, weighed by how well that dependence explains the series.
 */
export type MeanMixture = {
  readonly parts: readonly { readonly weight: number; readonly mean: number; readonly error: number }[]
  readonly degreesOfFreedom: number
}

/** Rounds from which dependence is weighed; in fewer it cannot be distinguished from chance. */
export const FEWEST_FOR_MIXTURE = 12

/** How much the series of one metric count where the dependence of all metrics is judged together. */
const POOLED_WEIGHT = 4

/** Neighbours that do not depend on each other: most of the prior. */
const INDEPENDENT_PRIOR = 0.8

type Dependence = { readonly share: number; readonly phi: number; readonly logPrior: number }

/**
 * Correlation `share * phi^|i - j|` between rounds i and j, the rest being noise of each round by itself. Shares and phi are spread evenly
 * over what can be distinguished.
 */
const dependences: readonly Dependence[] = (() => {
  const shares = [0.25, 0.5, 0.75, 1]
  const phis = Array.from({ length: 18 }, (_, at) => (at + 2) * 0.05)
  const each = (1 - INDEPENDENT_PRIOR) / (shares.length * phis.length)
  return [
    { share: 0, phi: 0, logPrior: Math.log(INDEPENDENT_PRIOR) },
    ...shares.flatMap((share) => phis.map((phi) => ({ share, phi, logPrior: Math.log(each) }))),
  ]
})()

/** One series under one dependence: the generalised least squares mean, its error, and the logarithm of the likelihood. */
type Fit = { readonly mean: number; readonly error: number; readonly logLikelihood: number }

/**
 * The mixtures of several metrics of the same rounds: of each, by its own likelihood, and by that of all metrics together. What is claimed
 * has to hold under both: `mixtureP` of the larger, the hull of both intervals.
 *
 * @param series - one a metric, all of the same length of at least 12, each with some spread.
 * @see docs/statistics.md for its simulated size and power
 */
export function meanMixtures(series: readonly (readonly number[])[]): { own: MeanMixture; pooled: MeanMixture }[] {
  const filters = filtersFor(series[0]?.length ?? 0)
  const fits = series.map((values) => filters.map((filter) => fit(values, filter)))
  const together = dependences.map(
    (_, at) => (POOLED_WEIGHT * fits.reduce((sum, of) => sum + (of[at] as Fit).logLikelihood, 0)) / fits.length,
  )
  return fits.map((of, at) => {
    const degreesOfFreedom = (series[at] as readonly number[]).length - 1
    const mixture = (logLikelihoods: readonly number[]) => ({ parts: weighed(of, logLikelihoods), degreesOfFreedom })
    return { own: mixture(of.map(({ logLikelihood }) => logLikelihood)), pooled: mixture(together) }
  })
}

function weighed(fits: readonly Fit[], logLikelihoods: readonly number[]): MeanMixture['parts'] {
  const logWeights = dependences.map(({ logPrior }, at) => logPrior + (logLikelihoods[at] as number))
  const largest = Math.max(...logWeights)
  const weights = logWeights.map((each) => Math.exp(each - largest))
  const total = weights.reduce((sum, each) => sum + each, 0)
  return fits.map(({ mean, error }, at) => ({ weight: (weights[at] as number) / total, mean, error }))
}

/**
 * The series whitened round by round by a Kalman filter, which is exact for a first-order autoregression in noise and needs no matrix.
 *
 * @see Durbin and Koopman 2012, sections 4.3 and 7.2 (innovations and likelihood); Harville 1974 (restricted likelihood)
 */
function fit(values: readonly number[], { phi, spreads, gains, surprisesOfOne, ones, logDeterminant }: Filter): Fit {
  const n = values.length
  let state = 0
  let cross = 0
  let squares = 0
  for (let at = 0; at < n; at++) {
    const surprise = (values[at] as number) - state
    const weighed = surprise / (spreads[at] as number)
    cross += (surprisesOfOne[at] as number) * weighed
    squares += surprise * weighed
    state = phi * (state + (gains[at] as number) * surprise)
  }
  const mean = cross / ones
  const residual = Math.max(squares - cross * mean, Number.MIN_VALUE)
  return {
    mean,
    error: Math.sqrt(residual / ((n - 1) * ones)),
    logLikelihood: -(logDeterminant + Math.log(ones) + (n - 1) * Math.log(residual)) / 2,
  }
}

/** What the filter of one dependence does to any series of one length. */
type Filter = {
  readonly phi: number
  readonly spreads: Float64Array
  readonly gains: Float64Array
  /** How the filter sees a series of ones. */
  readonly surprisesOfOne: Float64Array
  readonly ones: number
  readonly logDeterminant: number
}

/** The filters of the last length that was asked for: the metrics of a comparison have as many rounds as each other. */
let lastFilters: { readonly length: number; readonly filters: readonly Filter[] } | null = null

function filtersFor(length: number): readonly Filter[] {
  if (lastFilters?.length !== length)
    lastFilters = { length, filters: dependences.map((dependence) => filterFor(length, dependence)) }
  return lastFilters.filters
}

function filterFor(length: number, { share, phi }: Dependence): Filter {
  const [spreads, gains, surprisesOfOne] = [0, 1, 2].map(() => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  let variance = share
  let stateOfOne = 0
  let logDeterminant = 0
  let ones = 0
  for (let at = 0; at < length; at++) {
    const spread = variance + 1 - share
    const gain = variance / spread
    const surprise = 1 - stateOfOne
    spreads[at] = spread
    gains[at] = gain
    surprisesOfOne[at] = surprise
    logDeterminant += Math.log(spread)
    ones += surprise ** 2 / spread
    stateOfOne = phi * (stateOfOne + gain * surprise)
    variance = phi ** 2 * (variance - gain * variance) + share * (1 - phi ** 2)
  }
  return { phi, spreads, gains, surprisesOfOne, ones, logDeterminant }
}

/** Two-sided p of "the mean is `value`". */
export function mixtureP({ parts, degreesOfFreedom }: MeanMixture, value: number): number {
  let p = 0
  // What weighs nothing is not worth its sum.
  for (const { weight, mean, error } of parts)
    if (weight >= 1e-9) p += weight * studentTails((mean - value) / error, degreesOfFreedom)
  return p
}

/** The values that are not refused at this confidence, as an interval; its ends are exact to a millionth of its width. */
export function mixtureInterval(
  mixture: MeanMixture,
  confidence: number,
): { readonly low: number; readonly high: number } {
  const alpha = 1 - confidence
  const counted = { ...mixture, parts: mixture.parts.filter(({ weight }) => weight > 1e-6) }
  const reach = studentQuantile(1 - alpha / 2, mixture.degreesOfFreedom)
  const low = Math.min(...counted.parts.map(({ mean, error }) => mean - reach * error))
  const high = Math.max(...counted.parts.map(({ mean, error }) => mean + reach * error))
  const centre = counted.parts.reduce((best, each) => (each.weight > best.weight ? each : best)).mean
  const excess = (value: number) => mixtureP(counted, value) - alpha
  const tolerance = 1e-6 * (high - low)
  // Outside of [low, high] every part refuses; at the mean of the heaviest part hardly any does.
  return { low: crossing(excess, low, centre, tolerance), high: crossing(excess, high, centre, tolerance) }
}

/**
 * Where a function that is below 0 at one place and above it at the other crosses 0: false position, with the end that stays put halved.
 *
 * @see Dowell and Jarratt 1971 (the Illinois algorithm)
 */
function crossing(of: (at: number) => number, below: number, above: number, tolerance: number): number {
  let [negative, positive] = [below, above]
  let [atNegative, atPositive] = [of(negative), of(positive)]
  if (atNegative >= 0) return negative
  if (atPositive <= 0) return positive
  for (let step = 0; step < 50; step++) {
    const next = (negative * atPositive - positive * atNegative) / (atPositive - atNegative)
    const value = of(next)
    const moved = Math.abs(next - (value < 0 ? negative : positive))
    if (value < 0) {
      ;[negative, atNegative] = [next, value]
      atPositive /= 2
    } else {
      ;[positive, atPositive] = [next, value]
      atNegative /= 2
    }
    if (moved < tolerance || Math.abs(value) < 1e-9) return next
  }
  return positive
}
