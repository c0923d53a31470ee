import type { HistoryDoubt } from '@sagellm-benchmark/protocol-types/history'
import { studentCdf } from '../statistics/student-quantile.js'
import { medianOf, medianVariance, robustFreedom, robustSigma } from './robust-noise.js'
import { levelResiduals } from './step-or-drift.js'

/** Points before, by which it is known how far runs differ. */
const FEWEST_BEFORE = 3
/** Newest points among which a change is looked for; one further back would show by the order of the points. */
const NEWEST = 8
/** Chance with which noise alone raises a doubt, where it is normal. */
const LEVEL = 0.05

/**
 * What looks like a change in so few points that their order alone cannot show one: Student's t of the newest points against those before,
 * corrected for the number of places (Bonferroni). It takes the noise to be normal, which nobody knows of a few runs: it raises a question.
 *
 * @param part - logarithms of the points since the last change.
 * @param margin - smaller changes raise no question.
 * @returns the place in the part, and the change; `null` where nothing stands out.
 */
export function doubtAtEnd(
  part: readonly number[],
  { margin }: { readonly margin: number },
): Pick<HistoryDoubt, 'at' | 'ratio' | 'p'> | null {
  const first = Math.max(FEWEST_BEFORE, part.length - NEWEST)
  const places = part.length - first
  let best: Pick<HistoryDoubt, 'at' | 'ratio' | 'p'> | null = null
  for (let at = first; at < part.length; at++) {
    const shift = medianOf(part.slice(at)) - medianOf(part.slice(0, at))
    const sigma = robustSigma(levelResiduals(part, [0, at]), 2)
    if (sigma === null || Math.abs(shift) <= Math.log1p(margin)) continue
    const error = sigma * Math.sqrt(medianVariance(at) + medianVariance(part.length - at))
    const tail = studentCdf(-Math.abs(shift) / error, robustFreedom(part.length, 2))
    const p = Math.min(1, 2 * tail * places)
    if (p <= LEVEL && (best === null || p < best.p)) best = { at, ratio: Math.exp(shift), p }
  }
  return best
}
