import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Estimate, Knee, SweepFile, SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import { anchorDrift } from './anchor-drift.js'
import { kneeOf } from './knee.js'
import { paretoStandings } from './pareto-standings.js'

/** Settings that are the load itself: points that differ in nothing else are one series. */
const loadSettings: ReadonlySet<string> = new Set(['concurrency', 'request-rate', 'batch-size', 'max-concurrency'])

/** The figures by which anchors are compared. */
const watched = ['avg_ttft_ms', 'avg_tbt_ms', 'output_throughput_tps'] as const

/** What follows from the points of a sweep together. Points that are withheld, and all of them where the target drifted, claim nothing. */
export function sweepFindings(points: readonly SweepPoint[]): Pick<SweepFile, 'frontier' | 'knees' | 'drift'> {
  const counted = points.filter(({ withheld, metrics }) => withheld.length === 0 && metrics !== null)
  const anchors = counted.filter(({ anchor }) => anchor)
  const drift = anchorDrift(
    anchors.map(({ metrics }) =>
      Object.fromEntries(watched.map((name) => [name, figureOf(metrics as AggregatedMetrics, name)])),
    ),
  )
  const hasDrifted = drift.some(({ drifted }) => drifted)
  return {
    frontier: hasDrifted ? [] : frontierOf(counted.filter(({ notStationary }) => !notStationary)),
    knees: kneesOf(counted, hasDrifted),
    drift,
  }
}

/** The settings of a point that are not its load, as text; empty where there are none. */
export function seriesOf({ settings }: Pick<SweepPoint, 'settings'>): string {
  const others = Object.entries(settings).filter(([name]) => !loadSettings.has(name))
  return others.map(([name, value]) => `${name} ${value}`).join(', ')
}

/** Tokens a second of all users together: steady where that is known, because it has an interval, else over the whole window. */
export function throughputOf(metrics: AggregatedMetrics): Estimate | null {
  return (
    estimate(metrics.steadyOutputThroughputTps, metrics, 'steady_output_throughput_tps') ??
    estimate(metrics.outputThroughputTps, metrics, 'output_throughput_tps')
  )
}

/** Tokens a second of each user. */
export function interactivityOf(metrics: AggregatedMetrics): Estimate | null {
  return estimate(metrics.avgOutputTokensPerSecondPerUser, metrics, 'avg_output_tokens_per_second_per_user')
}

function frontierOf(points: readonly SweepPoint[]): SweepFile['frontier'] {
  const both = points.flatMap(({ id, metrics }) => {
    const x = metrics && interactivityOf(metrics)
    const y = metrics && throughputOf(metrics)
    return x && y ? [{ id, x, y }] : []
  })
  const standings = paretoStandings(both)
  return both.map(({ id }, at) => ({ id, standing: standings[at] as SweepFile['frontier'][number]['standing'] }))
}

function kneesOf(points: readonly SweepPoint[], hasDrifted: boolean): Knee[] {
  const names = [...new Set(points.map(seriesOf))]
  return names.map((name) => {
    const own = points.filter((point) => seriesOf(point) === name)
    const knee = kneeOf(own.flatMap(({ metrics }) => (metrics && loadPoint(metrics)) ?? []))
    if (!hasDrifted) return { series: name, ...knee }
    const message = 'no knee is claimed, because the target changed while it was swept'
    return { series: name, ...knee, inFlight: null, message }
  })
}

function loadPoint(metrics: AggregatedMetrics) {
  const { avgConcurrency, lengths } = metrics
  const answer = estimate(metrics.avgE2elMs, metrics, 'avg_e2el_ms')
  const tokens = lengths?.outputReached ?? null
  const speed = throughputOf(metrics)
  if (avgConcurrency === null || answer === null || speed === null || !tokens) return null
  return { inFlight: avgConcurrency, rateRps: scaled(speed, 1 / tokens), answerS: scaled(answer, 1 / 1000) }
}

function figureOf(metrics: AggregatedMetrics, name: (typeof watched)[number]): Estimate | null {
  if (name === 'output_throughput_tps') return throughputOf(metrics)
  return estimate(name === 'avg_ttft_ms' ? metrics.avgTtftMs : metrics.avgTbtMs, metrics, name)
}

function estimate(value: number | null, { intervals }: AggregatedMetrics, name: string): Estimate | null {
  const { low = null, high = null } = intervals[name as keyof typeof intervals] ?? {}
  return value === null ? null : { value, low, high }
}

function scaled({ value, low, high }: Estimate, by: number): Estimate {
  return { value: value * by, low: low === null ? null : low * by, high: high === null ? null : high * by }
}
