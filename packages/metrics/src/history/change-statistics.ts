import { laggedCorrelation } from '../statistics/autocorrelation.js'
import { type Apart, type ChangeShape, mostDifferent } from './most-different.js'
import { medianOf, TO_SIGMA } from './robust-noise.js'

/** How large the largest difference is, and where. */
export type ChangeStatistic = Pick<Apart, 'from' | 'to'> & { readonly size: number }

/** No difference is larger: what has no noise at all would be infinitely so. */
const LARGEST = 1e6

/**
 * The largest difference by ranks: Mann and Whitney's statistic. Under noise in any order its distribution depends on the number of values
 * alone, whatever its shape; it does not know how far two levels are apart that do not overlap.
 *
 * @param ranks - from 1, ties with their mean rank.
 */
export function rankStatistic(shape: ChangeShape, ranks: ArrayLike<number>): ChangeStatistic {
  const { from, to, between } = mostDifferent(shape, ranks)
  const n = ranks.length
  // The variance of ranks without ties: with ties it is smaller, and a few large values among many equal ones would count too much.
  return { from, to, size: Math.sqrt((between * 12) / (n * (n + 1))) }
}

/**
 * The largest difference of levels: Student's t, divided by the error of a mean under the lag-1 correlation that is left when the levels are taken
 * out. Runs that resemble the run before them look like a change of level, which ranks cannot see.
 *
 * @param values - logarithms. Single ones far from their neighbours are drawn in first.
 */
export function levelStatistic(shape: ChangeShape, values: ArrayLike<number>): ChangeStatistic {
  const calm = withoutSpikes(values)
  const apart = mostDifferent(shape, calm)
  const { from, to, between, within } = apart
  if (between === 0) return { from, to, size: 0 }
  const t = Math.sqrt(between / (within / (calm.length - 2)))
  const correlation = Math.min(0.95, Math.max(0, laggedCorrelation(withoutLevels(calm, apart))))
  return { from, to, size: Math.min(LARGEST, t * Math.sqrt((1 - correlation) / (1 + correlation))) }
}

/** Neighbours on each side by which a spike is seen. */
const REACH = 2
/** Standard deviations beyond which a value is one. */
const SPIKE = 3

/**
 * Values that lie more than 3 standard deviations from the median of themselves and their four neighbours, drawn in to that distance. A change of
 * level of two values or more stays. The standard deviation is that of the differences of neighbours, which know nothing of levels.
 */
function withoutSpikes(values: ArrayLike<number>): number[] {
  const all = Array.from(values)
  const steps = all.slice(1).map((value, at) => Math.abs(value - (all[at] as number)))
  const limit = (SPIKE * TO_SIGMA * medianOf(steps)) / Math.SQRT2
  return all.map((value, at) => {
    const centre = medianOf(all.slice(Math.max(0, at - REACH), at + REACH + 1))
    return Math.min(centre + limit, Math.max(centre - limit, value))
  })
}

function withoutLevels(values: readonly number[], { from, to }: Apart): number[] {
  let [inside, outside] = [0, 0]
  values.forEach((value, at) => {
    if (at >= from && at < to) inside += value / (to - from)
    else outside += value / (values.length - (to - from))
  })
  return values.map((value, at) => value - (at >= from && at < to ? inside : outside))
}
