import { interactivityOf, seriesOf, throughputOf } from '@sagellm-benchmark/metrics/sweeps'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Estimate, SweepFile } from '@sagellm-benchmark/protocol-types/sweeps'
import type { PlotRequest } from '../plots/plot-request.js'

/** The latency-throughput curve and the frontier of a sweep; points that claim nothing are in neither. */
export function sweepPlots(sweep: Pick<SweepFile, 'points' | 'gpus'>, subtitle: string): PlotRequest[] {
  const users = { title: 'output per user, tok/s', of: interactivityOf }
  const speed = { title: 'output throughput, tok/s', of: throughputOf }
  const perGpu = {
    title: 'output throughput, tok/s a GPU',
    of: (metrics: AggregatedMetrics) => scaled(throughputOf(metrics), 1 / (sweep.gpus ?? 1)),
  }
  const curve = { plot: 'sweep-curve', title: 'Latency against throughput', subtitle }
  const frontier = { plot: 'sweep-curve', title: 'Speed of each user against that of all together', subtitle }
  return [
    { ...curve, rows: rowsOf(sweep, speed, { title: 'mean TTFT, ms', of: ttft }) },
    { ...frontier, rows: rowsOf(sweep, users, sweep.gpus === null ? speed : perGpu) },
  ].filter(({ rows }) => rows.length > 1)
}

type Axis = { readonly title: string; readonly of: (metrics: AggregatedMetrics) => Estimate | null }

function rowsOf({ points }: Pick<SweepFile, 'points'>, horizontal: Axis, vertical: Axis): PlotRequest['rows'] {
  return points.flatMap((point) => {
    const { metrics, withheld, settings, notStationary } = point
    if (metrics === null || withheld.length > 0 || notStationary) return []
    const [x, y] = [horizontal.of(metrics), vertical.of(metrics)]
    if (x === null || y === null) return []
    const [name = '', value = ''] = Object.entries(settings)[0] ?? []
    return [
      {
        series: seriesOf(point) || name || 'sweep',
        load: String(value),
        order: metrics.avgConcurrency,
        ...{ x: x.value, x_low: x.low, x_high: x.high, x_title: horizontal.title },
        ...{ y: y.value, y_low: y.low, y_high: y.high, y_title: vertical.title },
      },
    ]
  })
}

function ttft({ avgTtftMs, intervals }: AggregatedMetrics): Estimate | null {
  const { low = null, high = null } = intervals.avg_ttft_ms ?? {}
  return avgTtftMs === null ? null : { value: avgTtftMs, low, high }
}

function scaled(estimate: Estimate | null, by: number): Estimate | null {
  if (estimate === null) return null
  const { value, low, high } = estimate
  return { value: value * by, low: low === null ? null : low * by, high: high === null ? null : high * by }
}
