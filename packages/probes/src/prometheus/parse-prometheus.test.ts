import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMetricPage } from './parse-metric-page.js'
import { parsePrometheus } from './parse-prometheus.js'

// The package has no types of its own.
const oracle = createRequire(import.meta.url)('parse-prometheus-text-format') as (text: string) => OracleFamily[]

const only = (text: string) => parsePrometheus(text).samples[0]

describe('one line', () => {
  test.each<[string, object]>([
    ['up 1', { name: 'up', value: 1, labels: {}, timestampMs: null }],
    ['vllm:x_total{a="1",b="2"} 3.5e-2', { name: 'vllm:x_total', labels: { a: '1', b: '2' }, value: 0.035 }],
    ['a {x="1"}\t2', { value: 2, labels: { x: '1' } }],
    ['a{ x = "1" , } 2 1700000000123', { value: 2, timestampMs: 1_700_000_000_123 }],
    ['a{x="q\\"uo\\\\te\\nnew # {}"} 1', { labels: { x: 'q"uo\\te\nnew # {}' } }],
    ['a{x="端末"} 1', { labels: { x: '端末' } }],
    ['a{} 4', { labels: {}, value: 4 }],
    ['a NaN', { value: Number.NaN }],
    ['a +Inf', { value: Number.POSITIVE_INFINITY }],
    ['a -inf', { value: Number.NEGATIVE_INFINITY }],
    ['a_bucket{le="+Inf"} 7', { labels: { le: '+Inf' }, value: 7 }],
    ['{"my.name", "x.y"="1"} 2', { name: 'my.name', labels: { 'x.y': '1' }, value: 2 }],
    ['a{__proto__="x"} 1\r', { value: 1 }],
  ])('%s', (line, expected) => {
    expect(only(line)).toMatchObject(expected)
  })

  test('a label called __proto__ is a label like any other', () => {
    expect(Object.keys(only('a{__proto__="x"} 1')?.labels ?? {})).toEqual(['__proto__'])
  })

  test.each([
    'a',
    'a{x="1" 2',
    'a{x=1} 2',
    'a{x="1"y="2"} 2',
    'a one',
    'a 1 2 3',
    'a 1 soon',
    '1a 2',
    '{x="1"} 2',
    'a{"b"} 1',
    'a 0x10',
    'a 1 # {x="1"}',
    'a 1 # nothing',
    '<html>',
  ])('%s is malformed: left out, counted, located', (line) => {
    expect(parsePrometheus(`good 1\n${line}\nalso_good 2\n`)).toMatchObject({
      samples: [{ name: 'good' }, { name: 'also_good', line: 3 }],
      malformedLines: 1,
      firstMalformedLine: 2,
    })
  })
})

describe('a page', () => {
  test('OpenMetrics is known by its end, counts time in seconds, and has exemplars', () => {
    const page = parsePrometheus(
      '# TYPE a counter\n# UNIT a seconds\n# HELP a Some \\"help\\"\\n here\na_total{x="1"} 2 1700000000.5 # {trace_id="t # 1"} 0.5 1700000000.25\na_created 1\n# EOF\n',
    )
    expect(page.format).toBe('openmetrics')
    expect(page.families.get('a')).toEqual({ type: 'counter', unit: 'seconds', help: 'Some "help"\n here' })
    expect(page.samples[0]).toMatchObject({
      timestampMs: 1_700_000_000_500,
      exemplar: { labels: { trace_id: 't # 1' }, value: 0.5, timestampMs: 1_700_000_000_250 },
    })
  })

  const label = fc.tuple(fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/), fc.string({ unit: 'grapheme', maxLength: 12 }))
  const value = fc.oneof(
    // The text "0" stands for both zeros.
    fc.double().map((number) => (number === 0 ? 0 : number)),
    fc.integer(),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )
  const sample = fc.record({
    name: fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,12}$/),
    labels: fc
      .uniqueArray(label, { selector: ([name]) => name, maxLength: 4 })
      .map((pairs) => Object.fromEntries(pairs)),
    value,
    timestampMs: fc.option(fc.integer({ min: 0, max: 2_000_000_000_000 })),
  })

  const escaped = (text: string) => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')
  const written = (number: number) =>
    Number.isFinite(number) ? String(number) : Number.isNaN(number) ? 'NaN' : number > 0 ? '+Inf' : '-Inf'
  const asText = (each: {
    name: string
    labels: Record<string, string>
    value: number
    timestampMs: number | null
  }) => {
    const labels = Object.entries(each.labels).map(([name, text]) => `${name}="${escaped(text)}"`)
    return `${each.name}${labels.length > 0 ? `{${labels.join(',')}}` : ''} ${written(each.value)}${each.timestampMs === null ? '' : ` ${each.timestampMs}`}`
  }

  test('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 20 }), (samples) => {
        const page = parsePrometheus(samples.map(asText).join('\n'))
        expect(page.malformedLines).toBe(0)
        expect(
          page.samples.map(({ name, labels, value, timestampMs }) => ({ name, labels, value, timestampMs })),
        ).toEqual(samples)
      }),
    )
  })

  test('of a server reads the same as with parse-prometheus-text-format', () => {
    const text = [
      '# HELP vllm:num_requests_running Number of requests in model execution batches.',
      '# TYPE vllm:num_requests_running gauge',
      'vllm:num_requests_running{engine="0",model_name="m \\"q\\""} 3.0',
      '# TYPE http_requests_total counter',
      'http_requests_total{method="post",code="200"} 1027 1395066363000',
      'http_requests_total{method="post",code="400"} 3 1395066363000',
      '# TYPE rpc_seconds histogram',
      'rpc_seconds_bucket{le="0.1"} 4',
      'rpc_seconds_bucket{le="+Inf"} 9',
      'rpc_seconds_sum 1.5',
      'rpc_seconds_count 9',
      '',
    ].join('\n')
    const theirs = oracle(text)
    const flat = theirs.flatMap(({ name, type, metrics }) =>
      metrics.flatMap((metric) =>
        type === 'HISTOGRAM'
          ? [
              ...Object.entries(metric.buckets ?? {}).map(([le, count]) => [`${name}_bucket`, { le }, Number(count)]),
              [`${name}_sum`, {}, Number(metric.sum)],
              [`${name}_count`, {}, Number(metric.count)],
            ]
          : [[name, metric.labels ?? {}, Number(metric.value)]],
      ),
    )
    expect(parsePrometheus(text).samples.map(({ name, labels, value }) => [name, labels, value])).toEqual(flat)
  })

  test('a megabyte of what almost matches is read in linear time', () => {
    for (const part of ['a{x="', '\\"', 'a{x="1",', '# HELP ', '{"a\\', 'a '])
      expect(parsePrometheus(part.repeat(1_000_000 / part.length)).samples).toHaveLength(0)
  })

  test('any text at all is read without an exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseMetricPage(text)))
  })
})

describe('which format', () => {
  test.each(['', '   ', '<html><body>404</body></html>', 'Not Found', '{"detail": "Not Found"}', '[]', '[1', '{"a":'])(
    'a page without a sample is no page: %s',
    (text) => {
      expect(parseMetricPage(text)).toBeNull()
    },
  )

  test('TensorRT-LLM iteration statistics become gauges of the newest iteration', () => {
    const page = parseMetricPage(
      JSON.stringify([
        { iter: 8, numActiveRequests: 5, kvCacheStats: { usedNumBlocks: 30, maxNumBlocks: 120 } },
        { iter: 7, numActiveRequests: 1 },
      ]),
    )
    const values = Object.fromEntries(page?.samples.map(({ name, value }) => [name, value]) ?? [])
    expect(page?.format).toBe('json')
    expect(values).toMatchObject({
      'trtllm_iteration:num_active_requests': 5,
      'trtllm_iteration:kv_cache_stats_used_num_blocks': 30,
      'trtllm_iteration:kv_cache_utilization': 0.25,
    })
  })

  test('a quoted name at the start of a Prometheus page is not taken for JSON', () => {
    expect(parseMetricPage('{"my.name"} 2')?.samples).toMatchObject([{ name: 'my.name', value: 2 }])
  })
})

type OracleFamily = {
  name: string
  type: string
  metrics: {
    labels?: Record<string, string>
    value?: string
    buckets?: Record<string, string>
    sum?: string
    count?: string
  }[]
}
