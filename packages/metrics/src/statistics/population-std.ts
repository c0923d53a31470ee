import { sampleStandardDeviation, standardDeviation } from 'simple-statistics'

/**
 * Population standard deviation (divides by n, as numpy and vLLM do), in the unit of the values.
 *
 * Two passes: the squares of large equal stamps would cancel badly in one.
 *
 * @returns `null` for an empty sample, 0 for one value.
 * @example populationStd([2, 4, 4, 4, 5, 5, 7, 9]) // 2
 */
export function populationStd(values: ArrayLike<number>): number | null {
  return values.length === 0 ? null : standardDeviation(values as number[])
}

/** Sample standard deviation (divides by n - 1): the estimate that intervals need. `null` below two values. */
export function sampleStd(values: ArrayLike<number>): number | null {
  return values.length < 2 ? null : sampleStandardDeviation(values as number[])
}
