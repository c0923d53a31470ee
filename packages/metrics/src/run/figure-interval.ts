import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Figure } from '@sagellm-benchmark/protocol-types/metrics'
import type { Bounds } from '../statistics/bca-interval.js'
import { bootstrapMean } from '../statistics/bootstrap-mean.js'
import { bootstrapPercentile } from '../statistics/bootstrap-percentile.js'
import { sectionedInterval } from '../statistics/sectioned-interval.js'
import { wilsonInterval } from '../statistics/wilson-interval.js'
import type { Sample } from './sample.js'

export type FigureIntervalOptions = {
  readonly value: number | null
  /** The figure of each round, where it has one. */
  readonly rounds: readonly number[]
  /** The requests' own values, for a metric that has them. */
  readonly sample: Sample | null
  /** Requests that ended, well or not. */
  readonly ended: number
  /** Of the bootstrap. */
  readonly seed: number
}

/**
 * The 95 % interval of one figure, by the rule of its metric: over rounds where there are 5 or more, else a bootstrap over requests where
 * the figure is one of requests, else none.
 *
 * A throughput of the whole window has no interval over requests: it is one number about all of them together.
 */
export function figureInterval(
  { metric, statistic }: Figure,
  { value, rounds, sample, ended, seed }: FigureIntervalOptions,
): Interval {
  // A share of requests is bounded by 1, and known to be uncertain even where every round agrees.
  const share = metric.interval === 'share'
  const wilson = share && value !== null ? wilsonInterval(value * ended, { n: ended }) : null
  const overRounds = value === null ? null : sectionedInterval(rounds, { value })
  if (overRounds) {
    const { low, high } = hull(overRounds, wilson)
    // None of these figures can be negative.
    return { value, low: Math.max(0, low), high: share ? Math.min(1, high) : high, n: rounds.length, method: 'rounds' }
  }
  const bounds = wilson ?? (sample ? overRequests(statistic, sample, { seed }) : null)
  return {
    value,
    low: bounds?.low ?? null,
    high: bounds?.high ?? null,
    n: sample?.values.length ?? ended,
    method: bounds ? 'requests' : null,
  }
}

function overRequests(
  statistic: Figure['statistic'],
  sample: Sample,
  options: { readonly seed: number },
): Bounds | null {
  if (statistic.kind === 'mean') return bootstrapMean(sample.values, options)
  return statistic.kind === 'percentile' ? bootstrapPercentile(sample.sorted, statistic.p, options) : null
}

function hull(a: Bounds, b: Bounds | null): Bounds {
  return b ? { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) } : a
}
