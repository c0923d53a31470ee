import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RoundStatistics } from '../run/round-statistics.js'
import { mean } from '../statistics/mean.js'
import { sectionedInterval } from '../statistics/sectioned-interval.js'
import type { Comparison } from './comparison.js'
import type { HeadlineMetric } from './headline-metrics.js'
import { BLOCK_REQUESTS } from './captured-rounds.js'
import { FEWEST_ROUNDS, type RatioEstimate, ratioInterval } from './ratio-estimate.js'

/** One metric of both targets, and its pairs of equal rounds. Values of 0 are left out: nothing can be a ratio of them. */
export type MetricSeries = {
  readonly baseline: readonly number[]
  readonly candidate: readonly number[]
  readonly pairs: readonly { baseline: number; candidate: number }[]
}

export function metricSeries({ name, over }: HeadlineMetric, { baseline, candidate }: Comparison): MetricSeries {
  const valuesOf = (rounds: readonly RoundStatistics[]) =>
    new Map(rounds.flatMap(({ round, figures }) => (figures[name] ? [[round, figures[name]] as const] : [])))
  const [a, b] = [valuesOf(baseline[over]), valuesOf(candidate[over])]
  const pairs = [...a].flatMap(([round, value]) => {
    const other = b.get(round)
    return other === undefined ? [] : [{ baseline: value, candidate: other }]
  })
  return { baseline: [...a.values()], candidate: [...b.values()], pairs }
}

/** Why two series have no ratio with an interval. */
export function whyNoRatio({ baseline, candidate }: MetricSeries, { over }: HeadlineMetric): string {
  const fewest = Math.min(baseline.length, candidate.length)
  if (over === 'blocks')
    return fewest === 0
      ? 'too few requests for a percentile'
      : `an interval of a percentile needs ${FEWEST_ROUNDS} blocks of ${BLOCK_REQUESTS} requests or more, and there ${fewest === 1 ? 'is 1' : `are ${fewest}`}`
  if (fewest === 0) return `the ${baseline.length === 0 ? 'baseline' : 'candidate'} has no value`
  if (baseline.length === 1 && candidate.length === 1) return 'one round of each gives no interval'
  return `fewer than ${FEWEST_ROUNDS} rounds give no interval`
}

/** About how many more requests of each target an interval of a percentile needs; `null` for what is taken over rounds. */
export function requestsForRatio(
  { baseline, candidate }: MetricSeries,
  { metric, comparison }: { readonly metric: HeadlineMetric; readonly comparison: Comparison },
): number | null {
  if (metric.over !== 'blocks') return null
  const sides = [comparison.baseline, comparison.candidate]
  const perBlock = Math.max(...sides.map(({ blocks }) => blocks[0]?.requests ?? BLOCK_REQUESTS))
  const blocks = Math.min(baseline.length, candidate.length)
  const requests = Math.min(...sides.map((side) => side.requests))
  const missing = blocks === 0 ? FEWEST_ROUNDS * perBlock - requests : (FEWEST_ROUNDS - blocks) * perBlock
  return requests > 0 && missing > 0 ? missing : null
}

/** The ratio with its 95 % interval; without an estimate the plain ratio of the means. */
export function ratioOf({ baseline, candidate, pairs }: MetricSeries, estimate: RatioEstimate | null): Interval {
  if (estimate) {
    const bounds = ratioInterval(estimate)
    return { value: Math.exp(estimate.logRatio), ...bounds, n: estimate.n, method: 'rounds' }
  }
  const [a, b] = [mean(baseline), mean(candidate)]
  return { value: a === null || b === null ? null : b / a, low: null, high: null, n: pairs.length, method: null }
}

/** A target's own value: the mean of its rounds, with its 95 % interval. */
export function valueInterval(values: readonly number[]): Interval {
  const value = mean(values)
  const bounds = value === null ? null : sectionedInterval(values, { value })
  return {
    value,
    low: bounds?.low ?? null,
    high: bounds?.high ?? null,
    n: values.length,
    method: bounds ? 'rounds' : null,
  }
}
