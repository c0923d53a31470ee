import type { Statistic } from '@sagellm-benchmark/protocol-types/metrics'
import { statisticsOf } from '../statistics/statistics-of.js'
import { type ForeignRow, type ForeignSample, knownValues, withoutNulls } from './foreign-sample.js'

const shares = {
  min: 0,
  max: 1,
  p1: 0.01,
  p5: 0.05,
  p10: 0.1,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
}

/**
 * Figures by the rules of AIPerf, tag by tag: unit, then statistics.
 *
 * Its inter-token latency is our TBT, its inter-chunk latency our ITL. Throughput per user is the reciprocal of the time between
 * tokens, not our `throughput_tps`, which it calls the end-to-end one. Its window ends with the last response, failures not counted.
 */
export function asAiperf(sample: ForeignSample): Record<string, unknown> {
  const { ok, completed, errors, gaps, inputTokens, outputTokens: generated, okDurationS: durationS } = sample
  const spread = (unit: string, value: (row: ForeignRow) => number | null) => {
    const values = knownValues(ok, value)
    return statistics(unit, { n: values.length, statistics: (wanted) => statisticsOf(values, wanted) })
  }
  const rate = (count: number | null) => (count === null || durationS === null ? null : count / durationS)
  return withoutNulls({
    time_to_first_token: spread('ms', ({ ttftMs }) => ttftMs),
    time_to_first_output_token: spread('ms', ({ ttfoMs }) => ttfoMs),
    request_latency: spread('ms', ({ e2eLatencyMs }) => e2eLatencyMs),
    inter_token_latency: spread('ms', ({ tbtMs }) => tbtMs),
    inter_chunk_latency: statistics('ms', gaps),
    output_token_throughput_per_user: spread('tokens/sec/user', ({ tbtMs }) => (tbtMs ? 1000 / tbtMs : null)),
    e2e_output_token_throughput: spread('tokens/sec/user', ({ throughputTps }) => throughputTps),
    output_sequence_length: spread('tokens', ({ outputTokens }) => outputTokens),
    output_token_count: spread('tokens', ({ outputTokens, reasoningTokens }) =>
      outputTokens === null || reasoningTokens === null ? null : outputTokens - reasoningTokens,
    ),
    input_sequence_length: spread('tokens', ({ promptTokens }) => promptTokens),
    output_token_throughput: single('tokens/sec', rate(generated)),
    total_token_throughput: single(
      'tokens/sec',
      rate(inputTokens === null || generated === null ? null : inputTokens + generated),
    ),
    request_throughput: single('requests/sec', rate(completed)),
    request_count: single('requests', completed),
    error_request_count: single('requests', errors.length),
    benchmark_duration: single('sec', durationS),
  })
}

const wanted: readonly Statistic[] = [
  { kind: 'mean' },
  { kind: 'std' },
  ...Object.values(shares).map((p) => ({ kind: 'percentile' as const, p })),
]

function statistics(unit: string, { n, statistics }: ForeignSample['gaps']): Record<string, unknown> | null {
  if (n === 0) return null
  const [avg, std, ...rest] = statistics(wanted)
  const named = Object.keys(shares).map((name, at) => [name, rest[at]])
  return { unit, avg, ...Object.fromEntries(named), std, count: n }
}

function single(unit: string, value: number | null): Record<string, unknown> | null {
  return value === null ? null : { unit, avg: value }
}
