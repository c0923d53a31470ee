import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Bounds } from '../statistics/bca-interval.js'
import { bootstrapMean } from '../statistics/bootstrap-mean.js'
import { bootstrapPercentile } from '../statistics/bootstrap-percentile.js'
import { sectionedInterval } from '../statistics/sectioned-interval.js'
import { wilsonInterval } from '../statistics/wilson-interval.js'
import type { RequestSamples } from './request-samples.js'
import type { RunFigures } from './run-figures.js'

/** Shares of requests: bounded by 1, and known to be uncertain even where every round agrees. */
const shares = new Set(['error_rate', 'slo_attainment'])

export type RunIntervalOptions = {
  readonly run: RunFigures
  readonly rounds: readonly RunFigures[]
  readonly samples: RequestSamples
  readonly seed: number
}

/**
 * The 95 % interval of each headline figure: over rounds where there are 5 or more, else a bootstrap over requests where the figure
 * is one of requests, else none.
 *
 * A throughput of the whole window has no interval over requests: it is one number about all of them together.
 */
export function runIntervals({ run, rounds, samples, seed }: RunIntervalOptions): Record<string, Interval> {
  const intervals: Record<string, Interval> = {}
  const sorted = new Map<Float64Array, Float64Array>()
  for (const [name, value] of Object.entries(run.figures)) {
    const ofRounds = rounds.map(({ figures }) => figures[name]).filter((each) => typeof each === 'number')
    const judged = run.counts.ok + run.counts.failed
    const wilson = shares.has(name) && value !== null ? wilsonInterval(value * judged, { n: judged }) : null
    const overRounds = value === null ? null : sectionedInterval(ofRounds, { value })
    if (overRounds) {
      const bounds = clip(hull(overRounds, wilson), shares.has(name))
      intervals[name] = { value, ...bounds, n: ofRounds.length, method: 'rounds' }
      continue
    }
    const values = sampleOf(name, samples)
    const bounds = wilson ?? (values ? overRequests(name, { values, seed, sorted }) : null)
    intervals[name] = {
      value,
      low: bounds?.low ?? null,
      high: bounds?.high ?? null,
      n: values?.length ?? judged,
      method: bounds ? 'requests' : null,
    }
  }
  return withTpot(intervals)
}

type Resampling = {
  readonly values: Float64Array
  readonly seed: number
  readonly sorted: Map<Float64Array, Float64Array>
}

function overRequests(name: string, { values, seed, sorted }: Resampling): Bounds | null {
  if (name.startsWith('avg_')) return bootstrapMean(values, { seed })
  const ascending = sorted.get(values) ?? values.slice().sort()
  sorted.set(values, ascending)
  return bootstrapPercentile(ascending, Number(name.slice(1, 3)) / 100, { seed })
}

function sampleOf(name: string, samples: RequestSamples): Float64Array | null {
  if (name === 'avg_throughput_tps') return samples.throughput
  if (!/^(avg|p\d\d)_/.test(name)) return null
  if (name.endsWith('_ttft_from_schedule_ms')) return samples.ttftFromSchedule
  if (name.endsWith('_ttft_ms')) return samples.ttft
  if (name.endsWith('_tbt_ms')) return samples.tbt
  return name.endsWith('_e2el_ms') ? samples.e2el : null
}

function hull(a: Bounds, b: Bounds | null): Bounds {
  return b ? { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) } : a
}

/** None of these figures can be negative, and a share cannot pass 1. */
function clip({ low, high }: Bounds, share: boolean): Bounds {
  return { low: Math.max(0, low), high: share ? Math.min(1, high) : high }
}

/** TPOT is TBT under another name, and so are its intervals. */
function withTpot(intervals: Record<string, Interval>): Record<string, Interval> {
  const renamed = Object.entries(intervals)
    .filter(([name]) => name.endsWith('_tbt_ms'))
    .map(([name, interval]) => [name.replace('_tbt_', '_tpot_'), interval])
  return { ...intervals, ...Object.fromEntries(renamed) }
}
