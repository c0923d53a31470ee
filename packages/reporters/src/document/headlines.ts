import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { decimalsFor, formatNumber, formatShare } from '../text/format-number.js'
import type { Headline } from './report-document.js'

type Figures = {
  readonly successfulRequests: number
  readonly failedRequests: number
  readonly errorRate: number | null
  readonly avgTtftMs: number | null
  readonly p99TtftMs: number | null
  readonly avgTbtMs: number | null
  readonly outputThroughputTps: number | null
  readonly requestThroughputRps: number | null
  readonly goodputRps: number | null
  readonly intervals: Readonly<Record<string, Interval>>
  readonly lowSample: readonly string[]
}

const shown = [
  { field: 'avgTtftMs', wire: 'avg_ttft_ms', label: 'TTFT, mean', unit: 'ms' },
  { field: 'p99TtftMs', wire: 'p99_ttft_ms', label: 'TTFT, p99', unit: 'ms' },
  { field: 'avgTbtMs', wire: 'avg_tbt_ms', label: 'TBT, mean', unit: 'ms' },
  { field: 'outputThroughputTps', wire: 'output_throughput_tps', label: 'Output', unit: 'tok/s' },
  { field: 'requestThroughputRps', wire: 'request_throughput_rps', label: 'Requests', unit: 'req/s' },
  { field: 'goodputRps', wire: 'goodput_rps', label: 'Goodput', unit: 'req/s' },
] as const

/** The headline numbers of one workload, each with its interval or the reason to doubt it; what is not known is left out. */
export function headlines(figures: Figures): Headline[] {
  const told = shown.flatMap(({ field, wire, label, unit }): Headline[] => {
    const value = figures[field]
    if (value === null) return []
    const text = `${formatNumber(value)} ${unit}`
    return [{ label, value: text, trust: figures.lowSample.includes(wire) ? 'too few samples' : trust(figures, wire) }]
  })
  const ended = figures.successfulRequests + figures.failedRequests
  const errors = {
    label: 'Errors',
    value: formatShare(figures.errorRate),
    trust: `${figures.failedRequests} of ${ended}`,
  }
  return ended === 0 ? [] : [...told, errors]
}

function trust({ intervals }: Figures, wire: string): string | null {
  const interval = intervals[wire]
  if (!interval || interval.low === null || interval.high === null) return null
  const digits = decimalsFor([interval.low, interval.high])
  return `95 % CI ${formatNumber(interval.low, digits)} .. ${formatNumber(interval.high, digits)}`
}
