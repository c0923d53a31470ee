import { normalQuantile } from '../statistics/normal.js'
import { percentile } from '../statistics/percentile.js'

/** A difference of two levels with its 95 % interval; an end is `null` where the values are too few for one. */
export type LevelShift = { readonly value: number; readonly low: number | null; readonly high: number | null }

/**
 * How far the values after a change lie above those before: the median of all differences between one of each, with the interval that
 * goes with Mann and Whitney's test. No assumption about the noise but that it is the same on both sides.
 *
 * @see Hodges and Lehmann 1963; Hollander and Wolfe, "Nonparametric Statistical Methods", chapter 4
 */
export function levelShift(before: readonly number[], after: readonly number[]): LevelShift {
  const differences = Float64Array.from(before.flatMap((old) => after.map((now) => now - old))).sort()
  const pairs = differences.length
  const spread = Math.sqrt((pairs * (before.length + after.length + 1)) / 12)
  const rank = Math.floor(pairs / 2 - normalQuantile(0.975) * spread)
  const value = percentile(differences, 0.5) as number
  if (rank < 1) return { value, low: null, high: null }
  return { value, low: differences[rank - 1] as number, high: differences[pairs - rank] as number }
}
