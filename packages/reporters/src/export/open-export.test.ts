import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { someHeader, someMetrics } from '../testing/some-metrics.js'
import type { ExportInput } from './export-layout.js'
import { openExport } from './open-export.js'

const input = (fields: Partial<ExportInput> = {}): ExportInput => ({
  header: someHeader({ model: 'org/tiny' }),
  workload: 'Q1',
  requests: 5,
  requestRateRps: null,
  burstiness: null,
  maxConcurrency: 4,
  metadata: {},
  unixOffsetMs: 1_700_000_000_000,
  ...fields,
})

/** Name and whole text of each file. */
function filesOf(tool: string, { records = [], ...fields }: Partial<ExportInput> & { records?: RequestRecord[] } = {}) {
  const collector = openExport(tool, input(fields))
  for (const record of records) collector.add(record)
  return collector.files().map(({ name, text }) => ({ name, text: [...text].join('') }))
}

describe('the files of other tools', () => {
  test('vLLM: figures stand flat under its names; metadata cannot overwrite one', () => {
    const records = [aRecord({ endAt: 80.5, headersAt: 39.5 })]
    const [file] = filesOf('vllm', { records, metadata: { team: 'a', completed: 'forged' } })
    expect(file?.name).toBe('cpu-infqps-concurrency4-tiny-20260102-030405.json')
    expect(JSON.parse(file?.text ?? '')).toMatchObject({
      date: '20260102-030405',
      model_id: 'org/tiny',
      num_prompts: 5,
      request_rate: 'inf',
      burstiness: 1,
      max_concurrency: 4,
      completed: 1,
      mean_ttft_ms: 40,
      ttfts: [0.04],
      team: 'a',
    })
  })

  test.each(['vllm', 'sglang', 'aiperf', 'guidellm'])('%s: what makes the run doubtful stands in the notes', (tool) => {
    const metrics = someMetrics({ flags: ['client_saturated', 'load_not_kept'], loadNotKept: ['1 of 8 in flight'] })
    const [file] = filesOf(tool, { records: [aRecord({})], measured: () => metrics })
    expect(file?.text).toMatch(/LOAD NOT KEPT in Q1: 1 of 8 in flight/)
    expect(file?.text).toMatch(/CLIENT SATURATED/)
  })

  test('AIPerf: three files; what is not known is left out, not null', () => {
    const records = [
      aRecord({ startAt: 10, ttftMs: 40, gapMs: 10 }),
      aRecord({ errorClass: 'server_error', httpStatus: 500 }),
    ]
    const files = filesOf('aiperf', { records })
    expect(files.map((file) => file.name)).toEqual([
      'profile_export_aiperf.json',
      'profile_export_aiperf.csv',
      'profile_export.jsonl',
    ])
    const [summary, table, lines] = files.map((file) => file.text) as [string, string, string]
    expect(JSON.parse(summary).time_to_first_token).toMatchObject({ unit: 'ms', avg: 40, p50: 40, count: 1 })
    expect(table).toContain('Time to First Token (ms),40,40,40,,40,40')
    expect(table).toContain('Request Throughput (requests/sec),12.5')
    const [good, bad] = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(good.metrics).toEqual({
      time_to_first_token: { value: 40, unit: 'ms' },
      request_latency: { value: 80, unit: 'ms' },
      inter_token_latency: { value: 10, unit: 'ms' },
      input_sequence_length: { value: 32, unit: 'tokens' },
      output_sequence_length: { value: 5, unit: 'tokens' },
    })
    expect(good.metadata).toMatchObject({ request_start_ns: 1_700_000_000_010_000_000, benchmark_phase: 'profiling' })
    expect(bad).toMatchObject({ metrics: {}, error: { code: 500, type: 'server_error' } })
  })

  test('SGLang: one line with the details', () => {
    const [file] = filesOf('sglang', { records: [aRecord({ endAt: 100 })] })
    expect(file?.name).toBe('sglang_0102_5.jsonl')
    expect(file?.text.split('\n')).toHaveLength(2)
    expect(JSON.parse(file?.text ?? '')).toMatchObject({ completed: 1, mean_e2e_latency_ms: 100, ttfts: [0.04] })
  })

  test('GuideLLM: distributions stand under their status, counts do not', () => {
    const [file] = filesOf('guidellm', { records: [aRecord({ startAt: 1000, endAt: 1100 })] })
    expect(file?.name).toBe('benchmarks.json')
    expect(JSON.parse(file?.text ?? '')).toMatchObject({
      metadata: { version: 2 },
      benchmarks: [
        {
          start_time: 1_700_000_001,
          metrics: {
            request_totals: { successful: 1 },
            time_to_first_token_ms: { successful: { mean: 40, percentiles: { p99: 40 } } },
          },
        },
      ],
    })
  })

  test('a cut stream is a line with metrics in AIPerf, and both counts stand in its summary', () => {
    const cut = aRecord({ errorClass: 'stream_cut_short' })
    const [summary, , lines] = filesOf('aiperf', { records: [cut] }).map((file) =>
      JSON.parse(file.text.startsWith('{') ? file.text : '0'),
    )
    expect(lines).toMatchObject({ error: null, metrics: { time_to_first_token: { value: 40 } } })
    expect(summary).toMatchObject({
      request_count: { avg: 1 },
      sagellm_benchmark: { completed: 0, failed: 1, notes: [expect.stringContaining('AIPerf counts 1')] },
    })
  })

  test('a simulated run says so in every tool’s file', () => {
    for (const tool of ['vllm', 'sglang', 'aiperf', 'guidellm']) {
      const [first] = filesOf(tool, { header: someHeader({ simulated: true }) })
      expect(JSON.parse(first?.text ?? '')).toMatchObject({ simulated: true })
    }
  })

  test('another tool is an error that lists those there are', () => {
    expect(() => openExport('locust', input())).toThrow(/locust/)
  })
})
