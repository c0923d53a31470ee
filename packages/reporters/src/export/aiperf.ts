import { outputTokens, requestMetrics } from '@sagellm-benchmark/metrics'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { Cell } from '../document/report-document.js'
import { csvText } from '../formats/csv.js'
import { jsonText } from '../run/json-text.js'
import { defineExportLayout, type ExportInput, type ForeignStatistics } from './export-layout.js'
import { origin } from './vllm.js'

const statistics = ['avg', 'min', 'max', 'sum', 'p1', 'p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99', 'std']

/** Facts of the three files as AIPerf profiles write them, November 2026. */
export const aiperf = defineExportLayout({
  name: 'aiperf',
  description: 'profile_export_aiperf.json, its CSV, and profile_export.jsonl of AIPerf',
  files: (input) => [
    { name: 'profile_export_aiperf.json', text: jsonText(summary(input)) },
    { name: 'profile_export_aiperf.csv', text: table(input) },
    {
      name: 'profile_export.jsonl',
      text: input.records.map((record, at) => `${JSON.stringify(line(record, { at, input }))}\n`).join(''),
    },
  ],
})

/** The metrics among the figures; unset fields are left out there, not written as null. */
function metrics(input: ExportInput): [string, ForeignStatistics][] {
  return Object.entries(input.figures).flatMap(([tag, value]) => {
    if (typeof value !== 'object' || value === null || !('unit' in value)) return []
    const known = Object.entries(value).filter(([, each]) => each !== null && each !== undefined)
    return [[tag, Object.fromEntries(known) as ForeignStatistics]]
  })
}

function summary(input: ExportInput): unknown {
  const stamps = input.records.flatMap((record) => [record.startAt, record.endAt])
  const time = (pick: 'min' | 'max') =>
    stamps.length === 0 ? null : new Date(stamps.reduce((a, b) => Math[pick](a, b)) + input.unixOffsetMs).toISOString()
  return {
    ...Object.fromEntries(metrics(input)),
    was_cancelled: input.header.flags.includes('interrupted'),
    start_time: time('min'),
    end_time: time('max'),
    input_config: {
      endpoint: { model_names: [input.header.model], url: input.header.target.url, streaming: true },
      loadgen: {
        request_count: input.requests,
        request_rate: input.requestRateRps,
        concurrency: input.maxConcurrency,
      },
      input: { random_seed: input.header.seed },
    },
    ...origin(input.header.toolVersion, input.header.simulated),
  }
}

/** Two tables with a blank line between: metrics with a distribution, then single values. */
function table(input: ExportInput): string {
  const all = metrics(input).map(([tag, value]) => ({ name: `${title(tag)} (${value.unit})`, value }))
  const spread = all.filter(({ value }) => 'p50' in value)
  const single = all.filter(({ value }) => !('p50' in value))
  const rows = spread.map(({ name, value }): Cell[] => [name, ...statistics.map((each) => value[each] ?? null)])
  return [
    csvText([['Metric', ...statistics], ...rows]),
    csvText([['Metric', 'Value'], ...single.map(({ name, value }): Cell[] => [name, value.avg ?? null])]),
  ].join('\r\n')
}

function title(tag: string): string {
  const small = new Set(['to', 'per'])
  return tag
    .split('_')
    .map((word) => (small.has(word) ? word : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join(' ')
}

/** One request. Its metrics are those whose rule is the same there: a failed request has none. */
function line(record: RequestRecord, { at, input }: { at: number; input: ExportInput }): unknown {
  const nanoseconds = (stamp: number | null) => (stamp === null ? null : Math.round((stamp + input.unixOffsetMs) * 1e6))
  const { ttftMs, e2eLatencyMs, tbtMs } = requestMetrics(record)
  const values: [string, number | null, string][] = [
    ['time_to_first_token', ttftMs, 'ms'],
    ['request_latency', e2eLatencyMs, 'ms'],
    ['inter_token_latency', tbtMs, 'ms'],
    ['input_sequence_length', record.promptTokens, 'tokens'],
    ['output_sequence_length', outputTokens(record), 'tokens'],
  ]
  const known = record.errorClass === null ? values.filter(([, value]) => value !== null) : []
  return {
    metadata: {
      session_num: at,
      x_request_id: record.requestId,
      request_start_ns: nanoseconds(record.startAt),
      request_end_ns: nanoseconds(record.endAt),
      benchmark_phase: record.phase === 'measured' ? 'profiling' : 'warmup',
      was_cancelled: record.errorClass === 'cancelled_by_run' || record.errorClass === 'aborted',
    },
    metrics: Object.fromEntries(known.map(([tag, value, unit]) => [tag, { value, unit }])),
    error:
      record.errorClass === null
        ? null
        : { code: record.httpStatus, type: record.errorClass, message: record.errorMessage },
  }
}
