import { laggedCorrelation } from './autocorrelation.js'
import type { Bounds } from './bounds.js'
import { mean } from './mean.js'
import { sampleStd } from './population-std.js'
import { studentQuantile } from './student-quantile.js'

/**
 * Interval of a rate from the same rate in equal slices of time that follow one another: Student's t over the slices, widened by what a slice
 * resembles the one before it. The variance is multiplied by F = (1 + r) / (1 - r), r the lag-1 correlation corrected for the bias of a short series
 * and kept within 0 to 0.9, and only k / F slices count as independent.
 *
 * @param slices - the rate of each slice, in the order of time; fewer than 5 give no interval.
 * @returns the lower end may lie below 0 where the slices are very uneven.
 * @see docs/statistics.md for what it was measured to hold
 * @example slicedInterval([700, 705, 698, 702, 701, 699, 703, 697, 704, 700])
 */
export function slicedInterval(slices: readonly number[]): Bounds | null {
  const k = slices.length
  if (k < 5) return null
  const r = Math.min(0.9, Math.max(0, laggedCorrelation(slices)))
  const inflation = (1 + r) / (1 - r)
  const centre = mean(slices) as number
  const error = (sampleStd(slices) as number) * Math.sqrt(inflation / k)
  const half = studentQuantile(0.975, Math.max(k / inflation - 1, 1)) * error
  return { low: centre - half, high: centre + half }
}
