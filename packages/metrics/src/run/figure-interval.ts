import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Figure } from '@sagellm-benchmark/protocol-types/metrics'
import type { OpenBounds } from '../statistics/bounds.js'
import { isHeavyTailed, meanInterval } from '../statistics/mean-interval.js'
import { FEWEST_ROUNDS_FOR_PERCENTILES, percentileInterval } from '../statistics/percentile-interval.js'
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
}

/**
 * The 95 % interval of one figure, by the rule of its metric: over rounds where there are 5 or more, else over requests where
 * the figure is one of requests, else none.
 *
 * A throughput of the whole window has no interval over requests: it is one number about all of them together.
 *
 * @see docs/statistics.md for what these intervals were measured to hold
 */
export function figureInterval(figure: Figure, options: FigureIntervalOptions): Interval {
  const { value, sample } = options
  if (figure.statistic.kind === 'percentile') return percentileFigure(figure.statistic.p, options)
  if (figure.metric.interval === 'share') return shareFigure(options)
  const overRounds = overRoundsOf(options)
  // A mean of requests in a skewed sample, over rounds or not: what the interval promises rests on the requests.
  const tail = sample !== null && sample.values.length > 0 && isHeavyTailed(sample.values)
  const notes = tail ? { notes: ['heavy_tail'] } : {}
  if (overRounds) return { value, ...notNegative(overRounds), n: options.rounds.length, method: 'rounds', ...notes }
  const bounds = sample && meanInterval(sample.values)
  if (!bounds) return { value, low: null, high: null, n: sizeOf(options), method: null }
  return { value, ...notNegative(bounds), n: sizeOf(options), method: 'requests', ...notes }
}

function percentileFigure(p: number, options: FigureIntervalOptions): Interval {
  const { value, sample } = options
  const rounds = sample?.rounds ?? []
  const bounds = sample && percentileInterval(sample.sorted, p, { rounds })
  if (!bounds) return { value, low: null, high: null, n: sizeOf(options), method: null }
  const overRounds = rounds.length >= FEWEST_ROUNDS_FOR_PERCENTILES
  return {
    value,
    ...bounds,
    n: overRounds ? rounds.length : sizeOf(options),
    method: overRounds ? 'rounds' : 'requests',
  }
}

/** A share of requests is bounded by 1, and known to be uncertain even where every round agrees. */
function shareFigure(options: FigureIntervalOptions): Interval {
  const { value, rounds, ended } = options
  const wilson = value === null ? null : wilsonInterval(value * ended, { n: ended })
  const overRounds = overRoundsOf(options)
  if (!overRounds)
    return { value, low: wilson?.low ?? null, high: wilson?.high ?? null, n: ended, method: wilson ? 'requests' : null }
  const low = Math.max(0, Math.min(overRounds.low, wilson?.low ?? 1))
  const high = Math.min(1, Math.max(overRounds.high, wilson?.high ?? 0))
  return { value, low, high, n: rounds.length, method: 'rounds' }
}

function overRoundsOf({ value, rounds }: FigureIntervalOptions) {
  return value === null ? null : sectionedInterval(rounds, { value })
}

function sizeOf({ sample, ended }: FigureIntervalOptions): number {
  return sample?.values.length ?? ended
}

/** None of these figures can be negative. */
function notNegative({ low, high }: OpenBounds): OpenBounds {
  return { low: low === null ? null : Math.max(0, low), high }
}
