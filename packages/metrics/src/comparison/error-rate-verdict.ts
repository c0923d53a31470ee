import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { wilsonInterval } from '../statistics/wilson-interval.js'
import type { CapturedRounds } from './captured-rounds.js'
import type { Comparison } from './comparison.js'
import type { ErrorRateDifference } from './error-rate-difference.js'

type ErrorFacts = {
  readonly errors: ErrorRateDifference | null
  readonly adjustedP: number | null
  readonly alpha: number
  readonly margin: number
}

/** The verdict on the error rate, by its difference. */
export function errorRateVerdict(
  { baseline, candidate }: Comparison,
  { errors, adjustedP, alpha, margin }: ErrorFacts,
): Omit<ComparisonVerdict, 'target' | 'batchSize' | 'load' | 'inFlight' | 'scenario' | 'marginShare'> {
  const [a, b] = [share(baseline), share(candidate)]
  const none = a.value === 0 && b.value === 0
  const differs = adjustedP !== null && adjustedP < alpha
  const fewer = (b.value ?? 0) < (a.value ?? 0)
  const agrees = errors !== null && errors.low > -margin && errors.high < margin
  return {
    metric: 'error_rate',
    baseline: a,
    candidate: b,
    ratio: {
      value: a.value && b.value !== null ? b.value / a.value : null,
      low: null,
      high: null,
      n: Math.min(a.n, b.n),
      method: null,
    },
    verdict: differs ? (fewer ? 'better' : 'worse') : agrees || none ? 'equivalent' : 'inconclusive',
    reason: none
      ? noFailures(baseline, candidate)
      : errors
        ? `candidate less baseline: ${points(errors.low)} to ${points(errors.high)} percentage points`
        : 'no requests',
    withheld: null,
    adjustedP,
    smallestDetectableShare: null,
    roundsNeeded: null,
  }
}

/** What no failure at all leaves possible, with 95 % confidence: failures that come together take whole rounds, others single requests. */
function noFailures(baseline: CapturedRounds, candidate: CapturedRounds): string {
  const most = (n: number) => `${(100 * (1 - 0.05 ** (1 / n))).toFixed(1)} %`
  const rounds = Math.min(baseline.rounds.length, candidate.rounds.length)
  const requests = Math.min(baseline.requests, candidate.requests)
  return `no failure on either side: the rates differ by at most ${most(rounds)} where whole rounds fail (${rounds} rounds), ${most(requests)} where single requests do (${requests})`
}

function share({ failed, requests }: CapturedRounds): Interval {
  const bounds = wilsonInterval(failed, { n: requests })
  return {
    value: requests === 0 ? null : failed / requests,
    low: bounds?.low ?? null,
    high: bounds?.high ?? null,
    n: requests,
    method: bounds ? 'requests' : null,
  }
}

const points = (share: number) => (100 * share).toFixed(1)
