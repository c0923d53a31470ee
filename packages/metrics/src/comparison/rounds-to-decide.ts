import { normalQuantile } from '../statistics/normal.js'
import { studentQuantile } from '../statistics/student-quantile.js'
import type { RatioEstimate } from './ratio-estimate.js'

/** Chance of a decision that "would be found" and "would decide" stand for. */
const POWER = 0.8

/**
 * The smallest true difference that this much data finds in 8 of 10 comparisons, as a share: 0.05 for 5 %.
 *
 * @param alpha - of one test, after any correction.
 */
export function smallestDetectableShare(estimate: RatioEstimate, alpha: number): number {
  const { standardError, degreesOfFreedom } = estimate
  const sum = studentQuantile(1 - alpha / 2, degreesOfFreedom) + studentQuantile(POWER, degreesOfFreedom)
  return Math.expm1(sum * standardError)
}

/**
 * About how many rounds would decide it in 8 of 10 comparisons, if effect and noise stay what they look like now: as a difference or as an
 * equivalence, whichever comes sooner. Where a difference is shown already: as one beyond the margin, or within it.
 *
 * @returns `null` where no number of rounds under a million would.
 */
export function roundsToDecide(
  { logRatio, standardError, n }: RatioEstimate,
  { alpha, margin, differs = false }: { readonly alpha: number; readonly margin: number; readonly differs?: boolean },
): number | null {
  const noise = standardError * Math.sqrt(n)
  const effect = Math.abs(logRatio)
  const room = Math.log1p(margin) - effect
  const distance = differs ? Math.max(0, -room) : effect
  const toDiffer = ((normalQuantile(1 - alpha / 2) + normalQuantile(POWER)) * noise) / distance
  // Inside the margin both one-sided tests have to reject, each with half of what may go wrong.
  const toAgree =
    room > 0
      ? ((normalQuantile(1 - alpha / 2) + normalQuantile((1 + POWER) / 2)) * noise) / room
      : Number.POSITIVE_INFINITY
  const rounds = Math.ceil(Math.min(toDiffer, toAgree) ** 2)
  return rounds < 1_000_000 ? Math.max(n + 1, rounds) : null
}
