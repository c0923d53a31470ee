import { mean } from '../statistics/mean.js'
import { sampleStd } from '../statistics/population-std.js'
import { studentCdf, studentQuantile } from '../statistics/student-quantile.js'

/** Rounds below which no interval is given. */
export const FEWEST_ROUNDS = 5

/** The ratio of two means of round statistics, with its error on the logarithmic scale. */
export type RatioEstimate = {
  readonly logRatio: number
  readonly standardError: number
  readonly degreesOfFreedom: number
  /** Rounds, or pairs of rounds, behind it. */
  readonly n: number
}

/**
 * Ratio of the candidate's mean to the baseline's over paired rounds: same requests, measured next to each other.
 *
 * The mean of a ratio of two averages moves, to first order, by `candidate / mean - baseline / mean` of a round; the spread of that
 * difference over the rounds is the error. What a round does to both sides cancels, and what it does to all its requests counts
 * once, so that correlation inside a round is no flaw.
 *
 * @param pairs - values above 0.
 * @returns `null` below 5 pairs.
 * @see Cochran 1977, section 6.4 (ratio estimator)
 */
export function pairedRatio(pairs: readonly { baseline: number; candidate: number }[]): RatioEstimate | null {
  const n = pairs.length
  if (n < FEWEST_ROUNDS) return null
  const baseline = mean(pairs.map((pair) => pair.baseline)) as number
  const candidate = mean(pairs.map((pair) => pair.candidate)) as number
  const moves = pairs.map((pair) => pair.candidate / candidate - pair.baseline / baseline)
  return {
    logRatio: Math.log(candidate / baseline),
    standardError: (sampleStd(moves) as number) / Math.sqrt(n),
    degreesOfFreedom: n - 1,
    n,
  }
}

/**
 * The same ratio where the rounds were not measured next to each other: both errors count in full, and a drift between the captures goes unseen.
 *
 * @returns `null` where a side has fewer than 5 rounds.
 * @see Welch 1947 (degrees of freedom)
 */
export function unpairedRatio(baseline: readonly number[], candidate: readonly number[]): RatioEstimate | null {
  const n = Math.min(baseline.length, candidate.length)
  if (n < FEWEST_ROUNDS) return null
  const [a, b] = [relativeError(baseline), relativeError(candidate)]
  const variance = a.squared + b.squared
  const spread = a.squared ** 2 / (baseline.length - 1) + b.squared ** 2 / (candidate.length - 1)
  return {
    logRatio: Math.log(b.mean / a.mean),
    standardError: Math.sqrt(variance),
    degreesOfFreedom: spread === 0 ? baseline.length + candidate.length - 2 : variance ** 2 / spread,
    n,
  }
}

function relativeError(values: readonly number[]): { mean: number; squared: number } {
  const centre = mean(values) as number
  return { mean: centre, squared: ((sampleStd(values) as number) / centre) ** 2 / values.length }
}

/** The interval of the ratio: 1.1 is 10 % more than the baseline. */
export function ratioInterval(
  { logRatio, standardError, degreesOfFreedom }: RatioEstimate,
  confidence: number,
): { readonly low: number; readonly high: number } {
  const half = studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError
  return { low: Math.exp(logRatio - half), high: Math.exp(logRatio + half) }
}

/** Two-sided p of "there is no difference". */
export function differenceP({ logRatio, standardError, degreesOfFreedom }: RatioEstimate): number {
  if (standardError < NOTHING) return Math.abs(logRatio) < NOTHING ? 1 : 0
  return 2 * studentCdf(-Math.abs(logRatio) / standardError, degreesOfFreedom)
}

/**
 * Two-sided p of "the difference is at least the margin": small where both one-sided tests reject.
 *
 * Doubled, so that it is below 0.05 exactly where the 95 % interval lies inside the margin.
 *
 * @param margin - 0.03 for 1/1.03 to 1.03.
 * @see Schuirmann 1987 (TOST)
 */
export function equivalenceP({ logRatio, standardError, degreesOfFreedom }: RatioEstimate, margin: number): number {
  const room = Math.log1p(margin) - Math.abs(logRatio)
  if (standardError < NOTHING) return room > 0 ? 0 : 1
  return Math.min(1, 2 * studentCdf(-room / standardError, degreesOfFreedom))
}

/**
 * Two-sided p of "the difference is at most the margin": small where it is shown to matter, as a 95 % interval beyond the margin shows it.
 *
 * @param margin - 0.03 for 1/1.03 to 1.03.
 */
export function beyondMarginP({ logRatio, standardError, degreesOfFreedom }: RatioEstimate, margin: number): number {
  const beyond = Math.abs(logRatio) - Math.log1p(margin)
  if (beyond <= 0) return 1
  if (standardError < NOTHING) return 0
  return 2 * studentCdf(-beyond / standardError, degreesOfFreedom)
}

/** Rounding of identical rounds, far below anything a clock can show. */
const NOTHING = 1e-12
