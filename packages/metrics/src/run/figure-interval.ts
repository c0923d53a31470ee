import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Figure } from '@sagellm-benchmark/protocol-types/metrics'
import type { OpenBounds } from '../statistics/bounds.js'
import { isHeavyTailed, meanInterval } from '../statistics/mean-interval.js'
import { notNegative } from '../statistics/not-negative.js'
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
  /** Requests that the figure is of: those that ended, well or not, or those of them that could be judged. */
  readonly of: number
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
  if (figure.metric.interval === 'share') return shareInterval(options)
  const overRounds = overRoundsOf(options)
  // A mean of requests in a skewed sample, over rounds or not: what the interval promises rests on the requests.
  const tail = sample !== null && sample.values.length > 0 && isHeavyTailed(sample.values)
  const tailNotes = tail ? ['heavy_tail'] : []
  if (overRounds) return meanFigure({ value, n: options.rounds.length, method: 'rounds' }, overRounds, tailNotes)
  const bounds = sample && meanInterval(sample.values)
  if (!bounds) return { value, low: null, high: null, n: sizeOf(options), method: null }
  return meanFigure({ value, n: sizeOf(options), method: 'requests' }, bounds, tailNotes)
}

/** No mean of ours can be negative. */
function meanFigure(
  figure: Pick<Interval, 'value' | 'n' | 'method'>,
  bounds: OpenBounds,
  tailNotes: string[],
): Interval {
  const { notes: cutNotes = [], ...ends } = notNegative(bounds)
  const notes = [...tailNotes, ...cutNotes]
  return { ...figure, ...ends, ...(notes.length > 0 ? { notes } : {}) }
}

function percentileFigure(p: number, options: FigureIntervalOptions): Interval {
  const { value, sample } = options
  const rounds = sample?.rounds ?? []
  const bounds = sample && percentileInterval(sample.sorted, p, { rounds })
  if (!bounds) return { value, low: null, high: null, n: sizeOf(options), method: null }
  const overRounds = rounds.length >= FEWEST_ROUNDS_FOR_PERCENTILES
  // A percentile far out is interpolated below the largest value, which may itself be the lower end.
  const { low, high } = bounds
  return {
    value,
    low: low === null || value === null ? low : Math.min(low, value),
    high: high === null || value === null ? high : Math.max(high, value),
    n: overRounds ? rounds.length : sizeOf(options),
    method: overRounds ? 'rounds' : 'requests',
  }
}

/** A share of requests is bounded by 1, and known to be uncertain even where every round agrees. */
export function shareInterval(options: Pick<FigureIntervalOptions, 'value' | 'rounds' | 'of'>): Interval {
  const { value, rounds, of } = options
  const wilson = value === null ? null : wilsonInterval(value * of, { n: of })
  const overRounds = overRoundsOf(options)
  if (!overRounds)
    return { value, low: wilson?.low ?? null, high: wilson?.high ?? null, n: of, method: wilson ? 'requests' : null }
  const low = Math.max(0, Math.min(overRounds.low, wilson?.low ?? 1))
  const high = Math.min(1, Math.max(overRounds.high, wilson?.high ?? 0))
  return { value, low, high, n: rounds.length, method: 'rounds' }
}

function overRoundsOf({ value, rounds }: Pick<FigureIntervalOptions, 'value' | 'rounds'>) {
  return value === null ? null : sectionedInterval(rounds, { value })
}

function sizeOf({ sample, of }: FigureIntervalOptions): number {
  return sample?.values.length ?? of
}
