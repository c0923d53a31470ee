import { figuresOf } from '@sagellm-benchmark/protocol-types/metrics'
import { mean } from '../statistics/mean.js'
import { percentiles } from '../statistics/percentiles.js'
import { populationStd } from '../statistics/population-std.js'
import type { ForeignRequest } from './foreign-request.js'
import { type ForeignSample, totalOf } from './foreign-sample.js'
import type { GapLists } from './gap-lists.js'

/** Counts and rates that vLLM's and SGLang's serving benchmarks define alike: the window holds failures too. */
export function servingTotals(
  { ok, completed, durationS }: ForeignSample,
  outputOf: (request: ForeignRequest) => number | null,
) {
  const rate = (count: number | null) => (count === null || durationS === null ? null : count / durationS)
  const inputTokens = totalOf(ok, ({ promptTokens }) => promptTokens)
  const outputTokens = totalOf(ok, outputOf)
  const fields = {
    completed,
    duration: durationS,
    total_input_tokens: inputTokens,
    total_output_tokens: outputTokens,
    request_throughput: rate(completed),
    output_throughput: rate(outputTokens),
  }
  return {
    fields,
    inputTokens,
    allTokens: rate(inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens),
  }
}

/** The percentiles above the median that our own latencies have; both tools let their user choose them. */
const shares = figuresOf('ttft_ms').flatMap(({ statistic }) =>
  statistic.kind === 'percentile' && statistic.p > 0.5 ? [statistic.p] : [],
)

/** `mean_ttft_ms`, `median_`, `std_` and percentiles; nothing for an empty sample. Both tools use numpy's rules. */
export function servingLatency(name: string, values: Float64Array): Record<string, number> {
  if (values.length === 0) return {}
  const [median, ...upper] = percentiles(values, [0.5, ...shares]) as number[]
  return {
    [`mean_${name}_ms`]: mean(values) as number,
    [`median_${name}_ms`]: median as number,
    [`std_${name}_ms`]: populationStd(values) as number,
    ...Object.fromEntries(shares.map((p, at) => [`p${perCent(p)}_${name}_ms`, upper[at] as number])),
  }
}

/** The same of gaps, of which there may be too many to keep. */
export function servingGaps(name: string, { n, statistics }: GapLists): Record<string, number | null> {
  if (n === 0) return {}
  const quantile = (p: number) => ({ kind: 'percentile' as const, p })
  const [avg, spread, median, ...upper] = statistics([
    { kind: 'mean' },
    { kind: 'std' },
    quantile(0.5),
    ...shares.map(quantile),
  ])
  return {
    [`mean_${name}_ms`]: avg ?? null,
    [`median_${name}_ms`]: median ?? null,
    [`std_${name}_ms`]: spread ?? null,
    ...Object.fromEntries(shares.map((p, at) => [`p${perCent(p)}_${name}_ms`, upper[at] ?? null])),
  }
}

/** As both tools write it: 0.99 is `99`, 0.999 is `99.9`. */
function perCent(p: number): string {
  return String(Number((100 * p).toPrecision(10)))
}
