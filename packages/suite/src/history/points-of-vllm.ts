import { defineForeignResult } from './foreign-result.js'
import { numberAt, plainFields, textAt, valueAt } from './json-fields.js'

/** Names of the file on the left, ours on the right. */
const figures: Readonly<Record<string, string>> = {
  mean_ttft_ms: 'avg_ttft_ms',
  p99_ttft_ms: 'p99_ttft_ms',
  mean_tpot_ms: 'avg_tpot_ms',
  p99_tpot_ms: 'p99_tpot_ms',
  mean_e2el_ms: 'avg_e2el_ms',
  p99_e2el_ms: 'p99_e2el_ms',
  request_throughput: 'request_throughput_rps',
  output_throughput: 'output_throughput_tps',
}

const measuredStarts = ['mean', 'median', 'std', 'max', 'peak', 'total']
const measuredEnds = ['throughput', '_len', '_lens']
const measuredNames = [
  ...['duration', 'completed', 'failed', 'errors', 'date', 'ttfts', 'itls', 'generated_texts', 'start_times', 'rtfx'],
  ...['notes', 'simulated', 'definition', 'definitions'],
]

/** Whether a member is a figure, a count or a stamp of the run, and no setting of it. */
function isMeasured(name: string): boolean {
  const [first = '', ...rest] = name.split('_')
  // A percentile begins with p and its number.
  const figure = measuredStarts.includes(first) || (first.startsWith('p') && Number(first.slice(1) || Number.NaN) >= 0)
  return (figure && rest.length > 0) || measuredEnds.some((end) => name.endsWith(end)) || measuredNames.includes(name)
}

/** The result JSON of `vllm bench serve --save-result`. */
export const vllmServe = defineForeignResult({
  tool: 'vllm bench serve',
  recognises: (json) =>
    typeof valueAt(json, 'model_id') === 'string' && typeof valueAt(json, 'request_throughput') === 'number',
  points(json) {
    const load = [
      ['backend', textAt(json, 'backend', 'endpoint_type')],
      ['prompts', textAt(json, 'num_prompts')],
      ['rate', textAt(json, 'request_rate')],
      ['burstiness', textAt(json, 'burstiness')],
      ['concurrency', textAt(json, 'max_concurrency')],
    ]
    return [
      {
        workload: load.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])).join(', '),
        model: textAt(json, 'model_id'),
        hardware: textAt(json, 'hardware', 'gpu', 'gpu_type', 'device'),
        engine: textAt(json, 'label'),
        measuredAt: stampOf(textAt(json, 'date')),
        environment: plainFields(json, isMeasured),
        figures: Object.fromEntries(Object.entries(figures).map(([name, ours]) => [ours, numberAt(json, name)])),
        simulated: valueAt(json, 'simulated') === true,
        withheld: numberAt(json, 'completed') === 0 ? 'no request succeeded' : null,
      },
    ]
  },
})

/** The result JSON of `vllm bench latency` and `vllm bench throughput`; neither names its model, so that the name of the file stands for all of it. */
export const vllmOffline = defineForeignResult({
  tool: 'vllm bench latency or throughput',
  recognises: (json) =>
    (typeof valueAt(json, 'avg_latency') === 'number' && Array.isArray(valueAt(json, 'latencies'))) ||
    (typeof valueAt(json, 'elapsed_time') === 'number' && typeof valueAt(json, 'requests_per_second') === 'number'),
  points(json, { stem }) {
    const latency = numberAt(json, 'avg_latency')
    return [
      {
        workload: stem,
        model: null,
        hardware: null,
        engine: null,
        measuredAt: null,
        environment: {},
        figures: {
          avg_e2el_ms: latency === null ? null : latency * 1000,
          p99_e2el_ms: inMs(numberAt(json, 'percentiles.99')),
          request_throughput_rps: numberAt(json, 'requests_per_second'),
          total_throughput_tps: numberAt(json, 'tokens_per_second'),
        },
        simulated: false,
        withheld: null,
      },
    ]
  },
})

const inMs = (seconds: number | null) => (seconds === null ? null : seconds * 1000)

/** YYYYMMDD-HHMMSS, as local time of an unknown zone: taken as UTC, which keeps the order of one machine. */
function stampOf(date: string | null): string | null {
  const parts = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/.exec(date ?? '')
  return parts === null ? null : `${parts.slice(1, 4).join('-')}T${parts.slice(4).join(':')}Z`
}
