import { logGamma } from '../statistics/incomplete-beta.js'
import { wilsonInterval } from '../statistics/wilson-interval.js'

/** Failures among all requests of one target. */
export type FailureCount = { readonly failed: number; readonly requests: number }

/** How sure it is that two error rates differ, and how far apart they can be. */
export type ErrorRateDifference = {
  /** Two-sided p of "the same rate". */
  readonly p: number
  /** Interval of candidate minus baseline, in shares. */
  readonly low: number
  readonly high: number
}

/**
 * Two error rates held against each other. A ratio would mean nothing where one of them is 0, so this is their difference.
 *
 * @returns `null` where a side has no request.
 * @see Fisher 1934 (the exact test); Newcombe 1998, method 10 (the interval)
 */
export function errorRateDifference(
  baseline: FailureCount,
  candidate: FailureCount,
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): ErrorRateDifference | null {
  const a = wilsonInterval(baseline.failed, { n: baseline.requests, confidence })
  const b = wilsonInterval(candidate.failed, { n: candidate.requests, confidence })
  if (!a || !b) return null
  const [before, after] = [baseline.failed / baseline.requests, candidate.failed / candidate.requests]
  return {
    p: fisherExact(baseline, candidate),
    low: after - before - Math.hypot(after - b.low, a.high - before),
    high: after - before + Math.hypot(b.high - after, before - a.low),
  }
}

/** Sum of the probabilities of all tables with the same margins that are no likelier than the observed one. */
function fisherExact(a: FailureCount, b: FailureCount): number {
  const failed = a.failed + b.failed
  const total = a.requests + b.requests
  const logProbability = (inA: number) =>
    logChoose(a.requests, inA) + logChoose(b.requests, failed - inA) - logChoose(total, failed)
  const observed = logProbability(a.failed)
  let p = 0
  for (let inA = Math.max(0, failed - b.requests); inA <= Math.min(failed, a.requests); inA++) {
    const each = logProbability(inA)
    // Equal tables may differ in the last digits.
    if (each <= observed + 1e-7) p += Math.exp(each)
  }
  return Math.min(1, p)
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
}
