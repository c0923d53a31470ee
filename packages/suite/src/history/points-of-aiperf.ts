import { defineForeignResult } from './foreign-result.js'
import { numberAt, plainFields, textAt, valueAt } from './json-fields.js'

/** Tag and statistic of the file on the left, ours on the right. */
const figures: readonly (readonly [tag: string, statistic: string, ours: string])[] = [
  ['time_to_first_token', 'avg', 'avg_ttft_ms'],
  ['time_to_first_token', 'p99', 'p99_ttft_ms'],
  ['inter_token_latency', 'avg', 'avg_tbt_ms'],
  ['inter_token_latency', 'p99', 'p99_tbt_ms'],
  ['request_latency', 'avg', 'avg_e2el_ms'],
  ['request_latency', 'p99', 'p99_e2el_ms'],
  ['output_token_throughput', 'avg', 'output_throughput_tps'],
  ['request_throughput', 'avg', 'request_throughput_rps'],
]
/** Tags that are times; the others are rates, whose unit has many spellings and one meaning. */
const times = /latency|time_to/
const toMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  seconds: 1000,
  us: 1e-3,
  ns: 1e-6,
  min: 60_000,
}

/** Settings that shape the load: points that agree in them were asked for the same. */
const loadFields: Readonly<Record<string, string>> = {
  'loadgen.concurrency': 'concurrency',
  'loadgen.request_rate': 'rate',
  'loadgen.request_count': 'requests',
  'loadgen.benchmark_duration': 'duration',
  'endpoint.type': 'endpoint',
  'input.prompt.input_tokens.mean': 'input tokens',
  'input.prompt.output_tokens.mean': 'output tokens',
  'input.file': 'file',
}
/** Settings that differ from run to run and change nothing, and those that are secret. */
const noSetting = /^(artifact_directory|random_seed|cli_command|profile_export_.*|api_key|headers|urls?|extra|output)$/

/** profile_export_aiperf.json of AIPerf, and that of its forerunner GenAI-Perf. */
export const aiperf = defineForeignResult({
  tool: 'aiperf',
  recognises: (json) =>
    ['request_latency', 'request_throughput'].every((tag) => typeof valueAt(json, `${tag}.avg`) === 'number') &&
    typeof valueAt(json, 'request_latency.unit') === 'string',
  points(json) {
    const config = valueAt(json, 'input_config') ?? {}
    const load = Object.entries(loadFields).flatMap(([path, name]) => {
      const value = textAt(config, path)
      return value === null ? [] : [`${name} ${value}`]
    })
    return [
      {
        workload: load.join(', '),
        model: textAt(config, 'endpoint.model_names.0', 'endpoint.model', 'model_names.0'),
        hardware: null,
        engine: null,
        measuredAt: textAt(json, 'start_time'),
        url: textAt(config, 'endpoint.url', 'endpoint.urls.0'),
        environment: {
          ...plainFields(config, (name) => noSetting.test(name)),
          ...plainFields({ aiperf_version: valueAt(json, 'aiperf_version') }, () => false),
        },
        figures: Object.fromEntries(figures.map(([tag, statistic, ours]) => [ours, figureOf(json, tag, statistic)])),
        simulated: valueAt(json, 'simulated') === true,
        withheld: valueAt(json, 'was_cancelled') === true ? 'it was cancelled' : null,
      },
    ]
  },
})

function figureOf(json: object, tag: string, statistic: string): number | null {
  const value = numberAt(json, `${tag}.${statistic}`)
  if (value === null || !times.test(tag)) return value
  const unit = textAt(json, `${tag}.unit`) ?? 'ms'
  // In a unit that is not known the number says nothing.
  return Object.hasOwn(toMs, unit) ? value * (toMs[unit] as number) : null
}
