import { mean } from './mean.js'

/**
 * Population standard deviation (divides by n, as numpy and vLLM do), in the unit of the values.
 *
 * Two passes: the squares of large equal stamps would cancel badly in one.
 *
 * @returns `null` for an empty sample, 0 for one value.
 * @example populationStd([2, 4, 4, 4, 5, 5, 7, 9]) // 2
 */
export function populationStd(values: ArrayLike<number>): number | null {
  const centre = mean(values)
  if (centre === null) return null
  return Math.sqrt(squaredDistances(values, centre) / values.length)
}

/** Sample standard deviation (divides by n - 1): the estimate that intervals need. `null` below two values. */
export function sampleStd(values: ArrayLike<number>): number | null {
  const centre = mean(values)
  if (centre === null || values.length < 2) return null
  return Math.sqrt(squaredDistances(values, centre) / (values.length - 1))
}

function squaredDistances(values: ArrayLike<number>, centre: number): number {
  let total = 0
  for (let at = 0; at < values.length; at++) total += ((values[at] as number) - centre) ** 2
  return total
}
