import { mean } from '../statistics/mean.js'
import { sampleStd } from '../statistics/population-std.js'
import { studentCdf, studentQuantile } from '../statistics/student-quantile.js'
import type { RoundStatistics } from '../run/round-statistics.js'
import { FEWEST_ROUNDS } from './ratio-estimate.js'

/** What the error rate needs to know of a round. */
type RoundFailures = Pick<RoundStatistics, 'round' | 'requests' | 'failed'>

/** How sure it is that two error rates differ, and how far apart they can be. */
export type ErrorRateDifference = {
  /** Two-sided p of "the same rate". */
  readonly p: number
  /** 95 % interval of candidate minus baseline, in shares. */
  readonly low: number
  readonly high: number
}

/**
 * Two error rates held against each other, round by round: Student's t on the difference of the rounds' failed shares. Failures come
 * together (a queue that is full, an engine that restarts), so that a round counts once, however many of its requests failed.
 *
 * A ratio would mean nothing where one of the rates is 0, so this is their difference. Failures that last for several rounds are not held:
 * rounds are taken as independent.
 *
 * @param options.paired - whether equal round numbers were measured next to each other; `false`: Welch's form. @default true
 * @returns `null` below 5 rounds, or pairs of rounds.
 * @see docs/statistics.md for what it was measured to do
 */
export function errorRateDifference(
  baseline: readonly RoundFailures[],
  candidate: readonly RoundFailures[],
  { paired = true }: { readonly paired?: boolean } = {},
): ErrorRateDifference | null {
  const moved = paired ? ofPairs(baseline, candidate) : ofSides(baseline, candidate)
  if (!moved) return null
  const { difference, error, degreesOfFreedom } = moved
  if (error === 0) return { p: difference === 0 ? 1 : 0, low: difference, high: difference }
  const half = studentQuantile(0.975, degreesOfFreedom) * error
  const p = 2 * studentCdf(-Math.abs(difference) / error, degreesOfFreedom)
  return { p, low: Math.max(-1, difference - half), high: Math.min(1, difference + half) }
}

type Moved = { readonly difference: number; readonly error: number; readonly degreesOfFreedom: number }

function ofPairs(baseline: readonly RoundFailures[], candidate: readonly RoundFailures[]): Moved | null {
  const before = new Map(baseline.map((each) => [each.round, each]))
  const moves = candidate.flatMap((after) => {
    const other = before.get(after.round)
    return other ? [shareOf(after) - shareOf(other)] : []
  })
  if (moves.length < FEWEST_ROUNDS) return null
  return { difference: mean(moves) as number, error: Math.sqrt(errorOfMean(moves)), degreesOfFreedom: moves.length - 1 }
}

/** @see Welch 1947 */
function ofSides(baseline: readonly RoundFailures[], candidate: readonly RoundFailures[]): Moved | null {
  if (Math.min(baseline.length, candidate.length) < FEWEST_ROUNDS) return null
  const [a, b] = [baseline.map(shareOf), candidate.map(shareOf)]
  const [inA, inB] = [errorOfMean(a), errorOfMean(b)]
  const spread = inA ** 2 / (a.length - 1) + inB ** 2 / (b.length - 1)
  return {
    difference: (mean(b) as number) - (mean(a) as number),
    error: Math.sqrt(inA + inB),
    degreesOfFreedom: spread === 0 ? a.length + b.length - 2 : (inA + inB) ** 2 / spread,
  }
}

/** The squared standard error of the mean. */
function errorOfMean(values: readonly number[]): number {
  return (sampleStd(values) as number) ** 2 / values.length
}

function shareOf({ failed, requests }: RoundFailures): number {
  return requests === 0 ? 0 : failed / requests
}
