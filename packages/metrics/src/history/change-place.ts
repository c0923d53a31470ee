import { FEWEST_ASIDE } from './most-different.js'
import { clippedSquares, levelResiduals, sumOfSquares } from './step-or-drift.js'

/**
 * Twice the logarithm of the likelihood that a place may lack of the best and still be within the 95 % set, for normal noise: the square
 * root of 0.95 is the chance of each side.
 *
 * @see Siegmund 1988, "Confidence sets in change-point problems"
 */
const WITHIN = -2 * Math.log(1 - Math.sqrt(0.95))

/** Costs that differ by less are equal but for the order of the sums. */
const EQUAL = 1e-9

/** Where between two neighbouring changes the change lies, best, earliest and latest. */
export type ChangePlace = { readonly at: number; readonly earliest: number; readonly latest: number }

/**
 * The place of one change in a part of a series that has no other.
 *
 * @param part - at least 4 logarithms.
 * @param sigma - standard deviation of one of them; 0 leaves the best place alone.
 */
export function changePlace(part: readonly number[], sigma: number): ChangePlace {
  const costs: Cost[] = []
  const scale = sigma > 0 ? sigma : 1
  for (let at = FEWEST_ASIDE; at <= part.length - FEWEST_ASIDE; at++) {
    const residuals = levelResiduals(part, [0, at])
    costs.push({ at, cost: clippedSquares(residuals, scale), whole: sumOfSquares(residuals) })
  }
  const best = costs.reduce((a, b) => (isBetter(b, a) ? b : a))
  const within = costs.filter(({ cost }) => sigma > 0 && (cost - best.cost) / sigma ** 2 <= WITHIN)
  const [first = best] = within
  return { at: best.at, earliest: first.at, latest: (within.at(-1) ?? best).at }
}

/** `whole` is the cost with nothing clipped. */
type Cost = { readonly at: number; readonly cost: number; readonly whole: number }

/** A value that is far from both levels costs the same on either side: then the level that it is nearer to has it, whichever comes first. */
function isBetter(a: Cost, b: Cost): boolean {
  const limit = EQUAL * Math.max(a.cost, b.cost)
  return Math.abs(a.cost - b.cost) > limit ? a.cost < b.cost : a.whole < b.whole
}
