import type { RegressionMetric } from '@sagellm-benchmark/protocol-types/comparison'
import type { Metric } from '@sagellm-benchmark/protocol-types/metrics'
import { differenceP, type RatioEstimate, ratioInterval } from '../comparison/ratio-estimate.js'
import { normalQuantile } from '../statistics/normal.js'
import { studentCdf } from '../statistics/student-quantile.js'
import { LARGE_SAMPLE } from './row-estimate.js'

/** What noise does to a change: its 95 % interval, in percent of the baseline and positive where worse, and the two-sided p of none. */
export type ChangeNoise = { readonly lowPct: number; readonly highPct: number; readonly p: number }

export type Change = {
  readonly before: number | null
  readonly after: number | null
  /** `null`: nobody knows it, and the change is taken as it stands. */
  readonly noise: ChangeNoise | null
}

export type ChangeRules = {
  readonly metric: Metric
  readonly thresholds: { readonly warning: number; readonly critical: number }
  /** Announced, and never counted. */
  readonly expected: boolean
  /** Why there is no verdict. */
  readonly withheld: string | null
  /** Why a change for the better is no win. @default it may be one */
  readonly unearned?: string | null
  /** The p of the noise, corrected where many changes are judged together. @default the noise's own */
  readonly adjustedP?: number | null
}

/** The verdict on one change: past a threshold, and more than noise. */
export function judgeChange({ before, after, noise }: Change, rules: ChangeRules): RegressionMetric {
  const { metric, thresholds, expected, withheld, adjustedP = noise?.p ?? null } = rules
  const direction: RegressionMetric['direction'] = metric.better === 'higher' ? 'higher' : 'lower'
  const shared = { baseline: before, current: after, direction, expectedChange: expected, adjustedP }
  const none = { ...shared, regressionPct: null, lowPct: null, highPct: null, status: 'not_comparable' as const }
  if (before === null || after === null)
    return { ...none, reason: `the ${before === null ? 'baseline' : 'current run'} has no value` }
  if (withheld !== null) return { ...none, status: 'withheld', reason: withheld }
  if (before === 0 && after === 0) return { ...none, regressionPct: 0, status: 'acceptable', reason: null }
  // A share of an error rate of 0 means nothing; its points do.
  const unit = metric.unit === 'share' ? 1 : before
  if (!(unit > 0)) return { ...none, reason: 'nothing can be a share of a baseline of 0' }

  if (metric.unit === 'ms' && after === 0) return { ...none, reason: 'a time of 0 was not measured' }

  const regressionPct = ((direction === 'lower' ? after - before : before - after) * 100) / unit
  const level =
    regressionPct > thresholds.critical ? 'critical' : regressionPct > thresholds.warning ? 'warning' : 'acceptable'
  const shown = adjustedP === null || adjustedP < 0.05
  const noisy = level !== 'acceptable' && !shown
  const improved = regressionPct < 0 && noise !== null && shown
  if (improved && !expected && rules.unearned) return { ...none, status: 'withheld', reason: rules.unearned }
  return {
    ...shared,
    regressionPct,
    lowPct: noise?.lowPct ?? null,
    highPct: noise?.highPct ?? null,
    status: expected ? 'expected-change' : noisy ? 'within_noise' : improved ? 'improved' : level,
    reason: noisy ? whyNoise(noise as ChangeNoise) : null,
  }
}

function whyNoise({ p }: ChangeNoise): string {
  return p < 0.05
    ? 'among so many values as the rows have, one is as far off by chance alone'
    : 'the noise of both sides is so large that no change would fit the data too'
}

/** The noise of a ratio, current over baseline. */
export function noiseOfRatio(estimate: RatioEstimate | null, { better }: Metric): ChangeNoise | null {
  if (!estimate) return null
  const { low, high } = ratioInterval(estimate)
  const [lowPct, highPct] = better === 'higher' ? [1 - high, 1 - low] : [low - 1, high - 1]
  return { lowPct: 100 * lowPct, highPct: 100 * highPct, p: differenceP(estimate) }
}

/** A share of requests with its 95 % interval. */
export type KnownShare = { readonly value: number; readonly low: number; readonly high: number }

/**
 * The noise of a difference between two shares, in percentage points; p is that of the end of the interval that is towards no difference.
 *
 * @see Newcombe 1998, method 10
 */
export function noiseOfShares(before: KnownShare, after: KnownShare): ChangeNoise {
  const difference = after.value - before.value
  const low = difference - Math.hypot(after.value - after.low, before.high - before.value)
  const high = difference + Math.hypot(after.high - after.value, before.value - before.low)
  const half = difference > 0 ? difference - low : high - difference
  const z = half > 0 ? (normalQuantile(0.975) * Math.abs(difference)) / half : 0
  return { lowPct: 100 * low, highPct: 100 * high, p: 2 * studentCdf(-z, LARGE_SAMPLE) }
}
