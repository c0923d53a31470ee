import { defineForeignResult } from './foreign-result.js'
import { numberAt, plainFields, textAt, valueAt } from './json-fields.js'

/** Metric and statistic of the file, ours, and the factor between their units. */
const figures: readonly (readonly [metric: string, statistic: string, ours: string, factor: number])[] = [
  ['time_to_first_token_ms', 'mean', 'avg_ttft_ms', 1],
  ['time_to_first_token_ms', 'percentiles.p99', 'p99_ttft_ms', 1],
  ['inter_token_latency_ms', 'mean', 'avg_tbt_ms', 1],
  ['inter_token_latency_ms', 'percentiles.p99', 'p99_tbt_ms', 1],
  ['request_latency', 'mean', 'avg_e2el_ms', 1000],
  ['request_latency', 'percentiles.p99', 'p99_e2el_ms', 1000],
  ['output_tokens_per_second', 'mean', 'output_throughput_tps', 1],
  ['requests_per_second', 'mean', 'request_throughput_rps', 1],
]
const MOST_BENCHMARKS = 1000

/** benchmarks.json of GuideLLM: a point for each of its benchmarks. */
export const guidellm = defineForeignResult({
  tool: 'guidellm',
  recognises(json) {
    const first = valueAt(json, 'benchmarks.0.metrics')
    return typeof first === 'object' && first !== null
  },
  points(json) {
    const benchmarks = valueAt(json, 'benchmarks')
    if (!Array.isArray(benchmarks)) return []
    const environment = {
      ...plainFields({ metadata: valueAt(json, 'metadata') }, () => false),
      ...plainFields({ args: valueAt(json, 'args') }, (name) =>
        /^(output.*|random_seed|target|api_key|headers)$/.test(name),
      ),
    }
    return benchmarks.slice(0, MOST_BENCHMARKS).map((benchmark: unknown) => ({
      workload: loadOf(benchmark),
      model:
        textAt(benchmark, 'config.backend.model', 'worker.backend_model', 'args.model') ?? textAt(json, 'args.model'),
      hardware: null,
      engine: null,
      measuredAt: timeOf(numberAt(benchmark, 'start_time', 'run_stats.start_time', 'scheduler_metrics.start_time')),
      url: textAt(benchmark, 'config.backend.target', 'worker.backend_target') ?? textAt(json, 'args.target'),
      environment,
      figures: Object.fromEntries(figures.map((each) => [each[2], figureOf(benchmark, each)])),
      simulated: valueAt(json, 'simulated') === true,
      withheld: null,
    }))
  },
})

function figureOf(benchmark: unknown, [metric, statistic, , factor]: (typeof figures)[number]): number | null {
  const place = `metrics.${metric}`
  const value = numberAt(benchmark, `${place}.successful.${statistic}`, `${place}.${statistic}`)
  return value === null ? null : value * factor
}

function loadOf(benchmark: unknown): string {
  const strategy =
    valueAt(benchmark, 'config.strategy') ??
    valueAt(benchmark, 'args.strategy') ??
    valueAt(benchmark, 'scheduler.strategy')
  const fields = plainFields(strategy, (name) => /seed|time|count|processes/.test(name))
  const parts = Object.entries(fields).map(([name, value]) => (name === 'type_' ? value : `${name} ${value}`))
  return parts.length === 0 ? 'benchmark' : parts.join(', ')
}

/** Unix seconds as ISO 8601. */
function timeOf(seconds: number | null): string | null {
  return seconds === null || Math.abs(seconds) > 8e12 ? null : new Date(seconds * 1000).toISOString()
}
