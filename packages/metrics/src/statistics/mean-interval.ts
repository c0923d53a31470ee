import type { Bounds } from './bounds.js'
import { mean } from './mean.js'
import { sampleStd } from './population-std.js'
import { studentQuantile } from './student-quantile.js'

/**
 * Student's interval of a mean of independent values. In a skewed sample it misses more often than it says: see `isHeavyTailed`.
 *
 * @returns `null` below 5 values.
 * @example meanInterval([9, 10, 11, 10, 10]) // 10 -+ 0.88
 */
export function meanInterval(
  values: ArrayLike<number>,
  { confidence = 0.95 }: { /** @default 0.95 */ readonly confidence?: number } = {},
): Bounds | null {
  const n = values.length
  const centre = mean(values)
  if (centre === null || n < 5) return null
  const error = (sampleStd(values) as number) / Math.sqrt(n)
  const half = studentQuantile((1 + confidence) / 2, n - 1) * error
  return { low: centre - half, high: centre + half }
}

/** Independent values below which the shape of a distribution cannot be seen. */
const FEWEST_FOR_SHAPE = 30
const MOST_SKEWNESS = 0.25

/**
 * Whether Student's interval of the mean may hold the truth in fewer than 95 % of cases: below 30 values, or where the sample is so
 * skewed that its mean is not yet normal (skewness over the root of n above 0.25).
 *
 * A mode that the sample lacks cannot be seen: what happens once in a hundred requests is missing from most samples of 30.
 *
 * @see Johnson 1978; the bound was chosen by simulation (docs/statistics.md)
 */
export function isHeavyTailed(values: ArrayLike<number>): boolean {
  const n = values.length
  if (n < FEWEST_FOR_SHAPE) return true
  const centre = mean(values) as number
  let squares = 0
  let cubes = 0
  for (let at = 0; at < n; at++) {
    const distance = (values[at] as number) - centre
    squares += distance ** 2
    cubes += distance ** 3
  }
  if (squares === 0) return false
  const skewness = cubes / n / (squares / n) ** 1.5
  return Math.abs(skewness) / Math.sqrt(n) > MOST_SKEWNESS
}
