import { requestMetrics } from '../request/request-metrics.js'
import { outputTokens } from '../request/request-values.js'
import { mean } from '../statistics/mean.js'
import { populationStd } from '../statistics/population-std.js'
import { type ForeignSample, knownValues, withoutNulls } from './foreign-sample.js'

const shares = { p01: 0.01, p05: 0.05, p10: 0.1, p25: 0.25, p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 }

/**
 * Figures by the rules of GuideLLM.
 *
 * Its time per output token has the wait for the first one inside; its inter-token latency is our TBT. A request lasts until the body is
 * closed, in seconds. A percentile is the first value whose cumulated share reaches it, without interpolation.
 */
export function asGuidellm({ ok }: ForeignSample): Record<string, unknown> {
  const each = ok.map((record) => ({ record, metrics: requestMetrics(record), tokens: outputTokens(record) }))
  type Each = (typeof each)[number]
  const spread = (value: (of: Each) => number | null) => statistics(knownValues(each, value))
  return withoutNulls({
    time_to_first_token_ms: spread(({ metrics }) => metrics.ttftMs),
    time_per_output_token_ms: spread(({ metrics, tokens }) =>
      tokens && metrics.e2eLatencyMs !== null ? metrics.e2eLatencyMs / tokens : null,
    ),
    inter_token_latency_ms: spread(({ metrics }) => metrics.tbtMs),
    request_latency: spread(({ record }) => (record.endAt - record.startAt) / 1000),
    prompt_token_count: spread(({ record }) => record.promptTokens),
    output_token_count: spread(({ tokens }) => tokens),
  })
}

function statistics(values: Float64Array): Record<string, unknown> | null {
  if (values.length === 0) return null
  const sorted = values.slice().sort()
  const reaching = (p: number) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] as number
  return {
    mean: mean(sorted),
    median: reaching(0.5),
    std_dev: populationStd(sorted),
    min: sorted[0],
    max: sorted.at(-1),
    count: sorted.length,
    percentiles: Object.fromEntries(Object.entries(shares).map(([name, p]) => [name, reaching(p)])),
  }
}
