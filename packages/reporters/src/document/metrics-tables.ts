import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { formatNumber, formatShare } from '../text/format-number.js'
import { intervalCell } from './interval-text.js'
import type { Cell, Fact, ReportTable } from './report-document.js'

/** The latencies that `AggregatedMetrics` summarises, as `avg<Key>Ms` and so on. */
export const latencies = [
  { key: 'Ttft', wire: 'ttft', label: 'TTFT' },
  { key: 'Tbt', wire: 'tbt', label: 'TBT' },
  { key: 'Itl', wire: 'itl', label: 'ITL' },
  { key: 'E2el', wire: 'e2el', label: 'E2E' },
  { key: 'TtftFromSchedule', wire: 'ttft_from_schedule', label: 'TTFT from schedule' },
] as const

const statistics = ['avg', 'p50', 'p90', 'p95', 'p99', 'std', 'min', 'max'] as const

/** Latency percentiles of one workload. Rows without any value are left out; a weak percentile bears a star. */
export function latencyTable(metrics: AggregatedMetrics, title: string): ReportTable {
  const sameFromSchedule = metrics.avgTtftFromScheduleMs === metrics.avgTtftMs
  const shown = latencies.filter(
    ({ key }) => metrics[`avg${key}Ms`] !== null && !(key === 'TtftFromSchedule' && sameFromSchedule),
  )
  const rows = shown.map(({ key, wire, label }): Cell[] => [
    `${label} ms`,
    ...statistics.map((statistic) => metrics[`${statistic}${key}Ms`]),
    intervalCell(metrics.intervals[`avg_${wire}_ms`]),
  ])
  const weak = shown.flatMap(({ wire }, row) =>
    statistics.flatMap((statistic, at) =>
      metrics.lowSample.includes(`${statistic}_${wire}_ms`) ? [[row, at + 1] as const] : [],
    ),
  )
  return {
    title,
    columns: [
      { key: 'metric', label: '', kind: 'text' },
      ...statistics.map((statistic) => ({ key: `${statistic}_ms`, label: statistic, kind: 'number' as const })),
      { key: 'avg_interval_95', label: '95 % CI of avg', kind: 'interval' },
    ],
    rows,
    decimalsBy: 'row',
    weak,
    notes: weak.length > 0 ? ['* too few samples to support this percentile'] : [],
  }
}

/** The throughputs, counts and shares of one workload as label and value; what is not known is left out. */
export function runFigures(metrics: AggregatedMetrics): Fact[] {
  const number = (value: number | null, unit: string) => (value === null ? null : `${formatNumber(value)} ${unit}`)
  const share = (value: number | null) => (value === null ? null : formatShare(value))
  const figures: [string, string | null][] = [
    ['Requests', requestCounts(metrics)],
    ['Errors', errorClasses(metrics)],
    ['Output throughput', number(metrics.outputThroughputTps, 'tok/s')],
    ['Output throughput, steady', number(metrics.steadyOutputThroughputTps, 'tok/s')],
    ['Total throughput', number(metrics.totalThroughputTps, 'tok/s')],
    ['Decode speed of a request', number(metrics.avgThroughputTps, 'tok/s')],
    ['Request throughput', number(metrics.requestThroughputRps, 'req/s')],
    ['Requested rate', number(metrics.requestedRateRps, 'req/s')],
    ['Achieved rate', number(metrics.achievedRateRps, 'req/s')],
    ['Goodput', number(metrics.goodputRps, 'req/s')],
    ['SLO attainment', share(metrics.sloAttainment)],
    ['Mean concurrency', number(metrics.avgConcurrency, '')],
    ['Peak concurrency', number(metrics.peakConcurrency, '')],
    ['Tokens in / out', tokenCounts(metrics)],
    ['Chunks that shared a read', share(metrics.coalescedShare)],
    ['Peak memory', number(metrics.peakMemMb, 'MB')],
    ['KV cache used', number(metrics.totalKvUsedTokens, 'tokens')],
    ['Prefix cache hits', share(metrics.avgPrefixHitRate)],
    ['Speculation accepted', share(metrics.avgSpecAcceptRate)],
    ['Measured for', number(metrics.totalTimeS, 's')],
  ]
  return figures.flatMap(([label, value]) => (value === null ? [] : [{ label, value: value.trim() }]))
}

function requestCounts(metrics: AggregatedMetrics): string {
  const cancelled = metrics.cancelledByRun > 0 ? `, ${metrics.cancelledByRun} cut off by the run itself` : ''
  return `${metrics.successfulRequests} ok, ${metrics.failedRequests} failed${cancelled}`
}

function errorClasses(metrics: AggregatedMetrics): string | null {
  const entries = Object.entries(metrics.errorsByClass).filter(([, count]) => count > 0)
  return entries.length === 0 ? null : entries.map(([name, count]) => `${name} ${count}`).join(', ')
}

function tokenCounts(metrics: AggregatedMetrics): string | null {
  if (metrics.totalInputTokens === null && metrics.totalOutputTokens === null) return null
  const sources = Object.keys(metrics.tokenCountSources).join(', ')
  const counts = `${formatNumber(metrics.totalInputTokens)} / ${formatNumber(metrics.totalOutputTokens)}`
  return sources === '' ? counts : `${counts} (counted by ${sources})`
}

/** How far the client can be trusted, on one line; `null` where it was not watched. */
export function clientLine(metrics: AggregatedMetrics): string | null {
  const client = metrics.clientOverhead
  if (!client) return null
  const parts: [string, number | null][] = [
    ['loop p99', client.eventLoopDelayP99Ms],
    ['lateness p99', client.scheduleLatenessP99Ms],
    ['stamp error p99', client.calibrationErrorP99Ms],
  ]
  const known = parts.flatMap(([label, value]) => (value === null ? [] : [`${label} ${formatNumber(value, 1)} ms`]))
  if (client.cpuShare !== null) known.push(`cpu ${formatShare(client.cpuShare)}`)
  const reasons = client.clientSaturated ? [`SATURATED${client.reasons.map((reason) => `: ${reason}`).join('')}`] : []
  return [...known, ...reasons].join(' · ') || null
}
