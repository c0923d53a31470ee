/**
 * Arithmetic mean, in the unit of the values.
 *
 * Sums with Neumaier's compensation, so that the order of the values does not show in the result.
 *
 * @returns `null` for an empty sample.
 * @example mean([1, 2, 6]) // 3
 */
export function mean(values: ArrayLike<number>): number | null {
  return values.length === 0 ? null : sum(values) / values.length
}

/** Compensated sum; 0 for no values. @see Neumaier 1974 */
function sum(values: ArrayLike<number>): number {
  let total = 0
  let lost = 0
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}
