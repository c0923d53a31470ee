import { FEWEST_ASIDE } from './most-different.js'
import { clippedSquares, levelResiduals } from './step-or-drift.js'

/**
 * Twice the logarithm of the likelihood that a place may lack of the best and still be within the 95 % set, for normal noise: the square
 * root of 0.95 is the chance of each side.
 *
 * @see Siegmund 1988, "Confidence sets in change-point problems"
 */
const WITHIN = -2 * Math.log(1 - Math.sqrt(0.95))

/** Where between two neighbouring changes the change lies, best, earliest and latest. */
export type ChangePlace = { readonly at: number; readonly earliest: number; readonly latest: number }

/**
 * The place of one change in a part of a series that has no other.
 *
 * @param part - at least 4 logarithms.
 * @param sigma - standard deviation of one of them; 0 leaves the best place alone.
 */
export function changePlace(part: readonly number[], sigma: number): ChangePlace {
  const costs: { at: number; cost: number }[] = []
  const scale = sigma > 0 ? sigma : 1
  for (let at = FEWEST_ASIDE; at <= part.length - FEWEST_ASIDE; at++)
    costs.push({ at, cost: clippedSquares(levelResiduals(part, [0, at]), scale) })
  const best = costs.reduce((a, b) => (b.cost < a.cost ? b : a))
  const within = costs.filter(({ cost }) => sigma > 0 && (cost - best.cost) / sigma ** 2 <= WITHIN)
  const [first = best] = within
  return { at: best.at, earliest: first.at, latest: (within.at(-1) ?? best).at }
}
