import { mean } from '../statistics/mean.js'
import { percentiles } from '../statistics/percentiles.js'
import { populationStd } from '../statistics/population-std.js'
import type { ForeignSample } from './foreign-sample.js'

/** Counts and rates that vLLM's and SGLang's serving benchmarks define alike: the window holds failures too. */
export function servingTotals({
  ok,
  failed,
  durationS,
  inputTokens,
  outputTokens,
}: ForeignSample): Record<string, unknown> {
  const rate = (count: number | null) => (count === null || durationS === null ? null : count / durationS)
  return {
    completed: ok.length,
    failed: failed.length,
    duration: durationS,
    total_input_tokens: inputTokens,
    total_output_tokens: outputTokens,
    request_throughput: rate(ok.length),
    output_throughput: rate(outputTokens),
  }
}

/** `mean_ttft_ms`, `median_`, `std_` and percentiles; nothing for an empty sample. Both tools use numpy's rules. */
export function servingLatency(name: string, values: Float64Array): Record<string, number> {
  if (values.length === 0) return {}
  const [p50, p90, p95, p99] = percentiles(values, [0.5, 0.9, 0.95, 0.99]) as number[]
  return {
    [`mean_${name}_ms`]: mean(values) as number,
    [`median_${name}_ms`]: p50 as number,
    [`std_${name}_ms`]: populationStd(values) as number,
    [`p90_${name}_ms`]: p90 as number,
    [`p95_${name}_ms`]: p95 as number,
    [`p99_${name}_ms`]: p99 as number,
  }
}
