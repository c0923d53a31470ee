import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { FigureName } from '@sagellm-benchmark/protocol-types/metrics'
import { shareInterval } from '../run/figure-interval.js'
import type { CapturedRounds } from './captured-rounds.js'
import type { Comparison } from './comparison.js'
import type { ErrorRateDifference } from './error-rate-difference.js'
import { FEWEST_ROUNDS } from './ratio-estimate.js'

type ErrorFacts = {
  readonly errors: ErrorRateDifference | null
  readonly adjustedP: number | null
  readonly alpha: number
  readonly margin: number
}

/**
 * The verdict on the error rate, by its difference.
 *
 * `equivalent` needs more than an interval inside the margin: so many rounds that a failure of whole rounds in a share of the margin would
 * have been seen. No failure in 24 rounds still leaves room for one round in nine.
 */
export function errorRateVerdict(
  { baseline, candidate }: Comparison,
  { errors, adjustedP, alpha, margin }: ErrorFacts,
): Omit<ComparisonVerdict, 'target' | 'batchSize' | 'load' | 'inFlight' | 'scenario' | 'marginShare'> {
  const [a, b] = [share(baseline), share(candidate)]
  const differs = adjustedP !== null && adjustedP < alpha
  const fewer = (b.value ?? 0) < (a.value ?? 0)
  const rounds = Math.min(baseline.rounds.length, candidate.rounds.length)
  const agrees = errors !== null && errors.low > -margin && errors.high < margin && unseenShare(rounds) < margin
  return {
    metric: 'error_rate' satisfies FigureName,
    baseline: a,
    candidate: b,
    ratio: {
      value: a.value && b.value !== null ? b.value / a.value : null,
      low: null,
      high: null,
      n: Math.min(a.n, b.n),
      method: null,
    },
    verdict: differs ? (fewer ? 'better' : 'worse') : agrees ? 'equivalent' : 'inconclusive',
    reason: whatIsKnown({ baseline, candidate }, { errors, rounds, margin }),
    withheld: null,
    adjustedP,
    smallestDetectableShare: null,
    roundsNeeded: null,
    requestsNeeded: null,
  }
}

/** What is known of the difference, whatever the verdict. */
function whatIsKnown(
  { baseline, candidate }: Pick<Comparison, 'baseline' | 'candidate'>,
  { errors, rounds, margin }: { errors: ErrorRateDifference | null; rounds: number; margin: number },
): string {
  const requests = Math.min(baseline.requests, candidate.requests)
  if (requests === 0) return 'no requests were measured'
  if (baseline.failed + candidate.failed > 0) {
    if (errors === null) return `fewer than ${FEWEST_ROUNDS} rounds do not say whether the rates differ`
    return `a difference of ${signed(errors.low)} to ${signed(errors.high)} percentage points (95 % CI by ${rounds} rounds; positive: the candidate fails more)`
  }
  const fewest = roundsToSee(margin)
  const more = `; ${fewest} rounds without a failure would show them equal within ${Number((100 * margin).toPrecision(3))} %`
  return (
    `the rates can differ by up to ${points(unseenShare(rounds))} % if failures take whole rounds (none in ${rounds})` +
    ` and by ${points(unseenShare(requests))} % if they take single requests (none in ${requests})${rounds < fewest ? more : ''}`
  )
}

/** How often, at most, something happens that was not seen in `n` independent trials, with 95 % confidence. */
function unseenShare(n: number): number {
  return n === 0 ? 1 : 1 - 0.05 ** (1 / n)
}

/** Rounds without a failure from which `unseenShare` is below `share`. */
function roundsToSee(share: number): number {
  return Math.floor(Math.log(0.05) / Math.log(1 - share)) + 1
}

/** Over rounds where there are 5 or more, and never narrower than for independent requests. */
function share({ failed, requests, rounds }: CapturedRounds): Interval {
  const value = requests === 0 ? null : failed / requests
  const ofRounds = rounds.map((each) => (each.requests === 0 ? 0 : each.failed / each.requests))
  // Its `n` is what the shares are of.
  return { ...shareInterval({ value, rounds: ofRounds, of: requests }), n: requests }
}

const points = (share: number) => (100 * share).toFixed(1)

const signed = (share: number) => `${share < 0 ? '−' : '+'}${points(Math.abs(share))}`
