import { percentile } from '../statistics/percentile.js'

/** Of the median absolute deviation to the standard deviation, where values are normal. */
export const TO_SIGMA = 1.4826
/** What the median absolute deviation of so many values is worth, as a share of what their standard deviation is. */
const EFFICIENCY = 0.37

/** The middle of some values. */
export function medianOf(values: ArrayLike<number>): number {
  return percentile(values.length <= FEW ? insertionSorted(values) : Float64Array.from(values).sort(), 0.5) as number
}

/** Up to so many values, which are needed by the ten thousand, a sort of one's own is several times as fast as that of typed arrays. */
const FEW = 24

function insertionSorted(values: ArrayLike<number>): number[] {
  const sorted: number[] = []
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    let place = at
    for (; place > 0 && (sorted[place - 1] as number) > value; place--) sorted[place] = sorted[place - 1] as number
    sorted[place] = value
  }
  return sorted
}

/**
 * Standard deviation of residuals by their median absolute deviation: up to half of them may be anything. Where more than half are the
 * same, by the mean absolute deviation instead.
 *
 * @param fitted - how many values were taken from the same data (levels, a line).
 * @returns `null` where there are no more residuals than that.
 * @see Rousseeuw and Croux 1993
 */
export function robustSigma(residuals: readonly number[], fitted: number): number | null {
  const n = residuals.length
  if (n <= fitted) return null
  const sizes = residuals.map(Math.abs)
  const median = medianOf(sizes) * TO_SIGMA
  const sigma = median > 0 ? median : (sizes.reduce((sum, each) => sum + each, 0) / n) * Math.sqrt(Math.PI / 2)
  return sigma * Math.sqrt(n / (n - fitted))
}

/** Degrees of freedom with which such a standard deviation is known. */
export function robustFreedom(n: number, fitted: number): number {
  return Math.max(1, EFFICIENCY * (n - fitted))
}

/** Variance of the middle of `n` values in units of that of one value: of two it is their mean. */
export function medianVariance(n: number): number {
  return (n <= 2 ? 1 : Math.PI / 2) / n
}
