import { mean } from '../statistics/mean.js'
import { populationStd } from '../statistics/population-std.js'
import { type ForeignRow, type ForeignSample, knownValues, withoutNulls } from './foreign-sample.js'

const shares = { p01: 0.01, p05: 0.05, p10: 0.1, p25: 0.25, p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 }

/**
 * Figures by the rules of GuideLLM.
 *
 * Its time per output token has the wait for the first one inside; its inter-token latency is our TBT. A request lasts until the body is
 * closed, in seconds. A percentile is the first value whose cumulated share reaches it, without interpolation.
 */
export function asGuidellm({ ok }: ForeignSample): Record<string, unknown> {
  const spread = (value: (row: ForeignRow) => number | null) => statistics(knownValues(ok, value))
  return withoutNulls({
    time_to_first_token_ms: spread(({ ttftMs }) => ttftMs),
    time_per_output_token_ms: spread(({ e2eLatencyMs, outputTokens }) =>
      outputTokens && e2eLatencyMs !== null ? e2eLatencyMs / outputTokens : null,
    ),
    inter_token_latency_ms: spread(({ tbtMs }) => tbtMs),
    request_latency: spread(({ endAt, startAt }) => (endAt - startAt) / 1000),
    prompt_token_count: spread(({ promptTokens }) => promptTokens),
    output_token_count: spread(({ outputTokens }) => outputTokens),
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
