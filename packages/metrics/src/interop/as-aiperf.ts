import { requestMetrics } from '../request/request-metrics.js'
import { outputTokens } from '../request/request-values.js'
import { mean } from '../statistics/mean.js'
import { percentiles } from '../statistics/percentiles.js'
import { populationStd } from '../statistics/population-std.js'
import { type ForeignSample, knownValues, secondsOf, withoutNulls } from './foreign-sample.js'

const shares = { p1: 0.01, p5: 0.05, p10: 0.1, p25: 0.25, p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 }

/**
 * Figures by the rules of AIPerf, tag by tag: unit, then statistics.
 *
 * Its inter-token latency is our TBT, its inter-chunk latency our ITL. Throughput per user is the reciprocal of the time between
 * tokens, not our `throughput_tps`, which it calls the end-to-end one. Its window ends with the last response, failures not counted.
 */
export function asAiperf({ ok, failed, inputTokens, outputTokens: generated }: ForeignSample): Record<string, unknown> {
  const each = ok.map((record) => ({ record, metrics: requestMetrics(record) }))
  type Each = (typeof each)[number]
  const spread = (unit: string, value: (of: Each) => number | null) => statistics(unit, knownValues(each, value))
  const durationS = secondsOf(ok)
  const rate = (count: number | null) => (count === null || durationS === null ? null : count / durationS)
  return withoutNulls({
    time_to_first_token: spread('ms', ({ metrics }) => metrics.ttftMs),
    time_to_first_output_token: spread('ms', ({ metrics }) => metrics.ttfoMs),
    request_latency: spread('ms', ({ metrics }) => metrics.e2eLatencyMs),
    inter_token_latency: spread('ms', ({ metrics }) => metrics.tbtMs),
    inter_chunk_latency: statistics('ms', Float64Array.from(each.flatMap(({ metrics }) => metrics.itlMs))),
    output_token_throughput_per_user: spread('tokens/sec/user', ({ metrics }) =>
      metrics.tbtMs ? 1000 / metrics.tbtMs : null,
    ),
    e2e_output_token_throughput: spread('tokens/sec/user', ({ metrics }) => metrics.throughputTps),
    output_sequence_length: spread('tokens', ({ record }) => outputTokens(record)),
    output_token_count: spread('tokens', ({ record }) => {
      const tokens = outputTokens(record)
      const reasoning = record.usage?.reasoningTokens ?? null
      return tokens === null || reasoning === null ? null : tokens - reasoning
    }),
    input_sequence_length: spread('tokens', ({ record }) => record.promptTokens),
    output_token_throughput: single('tokens/sec', rate(generated)),
    total_token_throughput: single(
      'tokens/sec',
      rate(inputTokens === null || generated === null ? null : inputTokens + generated),
    ),
    request_throughput: single('requests/sec', rate(ok.length)),
    request_count: single('requests', ok.length),
    error_request_count: single('requests', failed.length),
    benchmark_duration: single('sec', durationS),
  })
}

function statistics(unit: string, values: Float64Array): Record<string, unknown> | null {
  if (values.length === 0) return null
  const [min, max, ...rest] = percentiles(values, [0, 1, ...Object.values(shares)])
  const named = Object.keys(shares).map((name, at) => [name, rest[at]])
  return {
    unit,
    avg: mean(values),
    min,
    max,
    ...Object.fromEntries(named),
    std: populationStd(values),
    count: values.length,
  }
}

function single(unit: string, value: number | null): Record<string, unknown> | null {
  return value === null ? null : { unit, avg: value }
}
