import { mean as meanOf } from 'simple-statistics'

/**
 * Arithmetic mean, in the unit of the values.
 *
 * Sums with compensation (Kahan and Babuska, as Neumaier has it), so that the order of the values does not show in the result.
 *
 * @returns `null` for an empty sample.
 * @example mean([1, 2, 6]) // 3
 */
export function mean(values: ArrayLike<number>): number | null {
  return values.length === 0 ? null : meanOf(values as number[])
}
