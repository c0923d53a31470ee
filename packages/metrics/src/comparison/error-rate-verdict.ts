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
    verdict: differs ? (fewer ? 'better' : 'worse') : agrees ? 'equivalent' : 'inconclusive',
    reason: errors
      ? `candidate less baseline: ${points(errors.low)} to ${points(errors.high)} percentage points`
      : 'no requests',
    withheld: null,
    adjustedP,
    smallestDetectableShare: null,
    roundsNeeded: null,
  }
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
