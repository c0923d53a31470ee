import { serverTelemetryFile } from '@sagellm-benchmark/protocol-types/telemetry'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePrometheus } from '../prometheus/parse-prometheus.js'
import { bucketQuantile } from './bucket-quantile.js'
import { compareLatencies } from './compare-latencies.js'
import { reconcileCounts } from './reconcile-counts.js'
import { createTelemetryCollector } from './server-telemetry.js'

function telemetryOf(pages: string[], complete = true) {
  const collector = createTelemetryCollector()
  pages.forEach((text, at) => collector.add(parsePrometheus(text), at * 1000))
  return collector.result({ label: 'after', complete, intervalMs: 1000 })
}

describe('counters', () => {
  test('become their growth over the run, summed over label sets, new ones from zero', () => {
    const { counters } = telemetryOf([
      'vllm:generation_tokens_total{engine="0"} 100\nvllm:generation_tokens_total{engine="1"} 50',
      'vllm:generation_tokens_total{engine="1"} 60\nvllm:generation_tokens_total{engine="0"} 130\nvllm:generation_tokens_total{engine="2"} 5',
    ])
    expect(counters.generation_tokens).toEqual({ metric: 'vllm:generation_tokens', delta: 45, reset: false })
  })

  test.each([
    ['falls', 'vllm:prompt_tokens_total 90', 'vllm:prompt_tokens_total 20'],
    ['falls and has passed its old value again', 'vllm:prompt_tokens_total 1', 'vllm:prompt_tokens_total 500'],
    ['is gone at the end', 'vllm:prompt_tokens_total 90', 'vllm:num_requests_running 1'],
  ])('one that %s is a reset: its growth is not known', (_, middle, last) => {
    const telemetry = telemetryOf(['vllm:prompt_tokens_total 80', middle, last])
    expect(telemetry.counters.prompt_tokens).toMatchObject({ delta: null, reset: true })
    expect(telemetry.gaps.map(({ code }) => code)).toContain('counter_reset')
  })

  test('a new start time of the process is a reset even when every counter has grown', () => {
    const telemetry = telemetryOf([
      'process_start_time_seconds 1000\nvllm:prompt_tokens_total 1',
      'process_start_time_seconds 2000\nvllm:prompt_tokens_total 5',
    ])
    expect(telemetry.counters.prompt_tokens?.delta).toBeNull()
  })

  test.each(['NaN', '+Inf', '-5', '1e308'])('cannot be %s: it says nothing', (value) => {
    const { counters } = telemetryOf([`vllm:prompt_tokens_total ${value}`, `vllm:prompt_tokens_total ${value}`])
    expect(counters.prompt_tokens?.delta ?? null).toBeNull()
  })

  test('with one end missing have no growth, and never a zero', () => {
    expect(telemetryOf(['vllm:prompt_tokens_total 80']).counters.prompt_tokens?.delta).toBeNull()
    expect(
      telemetryOf(['vllm:prompt_tokens_total 80', 'vllm:prompt_tokens_total 90'], false).counters.prompt_tokens?.delta,
    ).toBeNull()
  })

  test('a name with and without _total is counted once', () => {
    const page = (value: number) => `vllm:prompt_tokens_total ${value}\nvllm:prompt_tokens ${value}`
    expect(telemetryOf([page(1), page(4)]).counters.prompt_tokens?.delta).toBe(3)
  })

  test('growth is the same for any cut of the run into pages', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 30 }), fc.nat(), (steps, seed) => {
        let value = 0
        const pages = steps.map((step) => `vllm:prompt_tokens_total ${(value += step)}`)
        const kept = pages.filter((_, at) => at === 0 || at === pages.length - 1 || (seed >> (at % 30)) % 2 === 0)
        expect(telemetryOf(kept).counters.prompt_tokens?.delta).toBe(value - (steps[0] ?? 0))
      }),
    )
  })
})

describe('ratios', () => {
  const page = (hits: number, queries: number) =>
    `vllm:gpu_prefix_cache_hits_total ${hits}\nvllm:gpu_prefix_cache_queries_total ${queries}`

  test('the prefix hit rate is a ratio of growths', () => {
    expect(telemetryOf([page(100, 100), page(130, 200)]).prefixHitRate).toBeCloseTo(0.3, 12)
  })

  test('without queries it is not known', () => {
    expect(telemetryOf([page(100, 100), page(100, 100)]).prefixHitRate).toBeNull()
    expect(telemetryOf(['vllm:num_requests_running 1', 'vllm:num_requests_running 1']).prefixHitRate).toBeNull()
  })
})

describe('gauges', () => {
  test('are followed through the run on the clock of the records', () => {
    const page = (running: number, usage: string) =>
      `vllm:num_requests_running{engine="0"} ${running}\nvllm:num_requests_running{engine="1"} 1\n${usage}`
    const { gauges } = telemetryOf([
      page(0, 'vllm:kv_cache_usage_perc{engine="0"} 0.2\nvllm:kv_cache_usage_perc{engine="1"} 0.6'),
      page(3, 'vllm:kv_cache_usage_perc{engine="0"} NaN'),
      page(6, 'vllm:kv_cache_usage_perc{engine="0"} 0.4'),
    ])
    expect(gauges.requests_running).toMatchObject({ n: 3, mean: 4, min: 1, max: 7, atMs: [0, 1000, 2000] })
    expect(gauges.kv_cache_usage).toMatchObject({ n: 2, max: 0.6, value: [0.6, 0.4], atMs: [0, 2000] })
  })

  test('an old and a new name of one quantity are not added up', () => {
    const both = 'vllm:kv_cache_usage_perc 0.2\nvllm:gpu_cache_usage_perc 0.9'
    expect(telemetryOf([both, both]).gauges.kv_cache_usage).toMatchObject({
      metric: 'vllm:kv_cache_usage_perc',
      max: 0.2,
    })
  })
})

describe('histograms', () => {
  const page = (counts: number[], sum: number) =>
    ['0.1', '0.2', '+Inf']
      .map((le, at) => `vllm:time_to_first_token_seconds_bucket{le="${le}"} ${counts[at]}`)
      .concat(`vllm:time_to_first_token_seconds_sum ${sum}`, `vllm:time_to_first_token_seconds_count ${counts[2]}`)
      .join('\n')

  test('count, mean and quantiles are those of the run, not those since the server began', () => {
    const { latencies } = telemetryOf([page([1000, 1000, 1000], 1), page([1000, 1008, 1010], 2.7)])
    expect(latencies.ttft).toMatchObject({ count: 10, p50: { lowMs: 100, highMs: 200 } })
    expect(latencies.ttft?.meanMs).toBeCloseTo(170, 9)
    // rank 5 of 10 lies 5/8 into the bucket of 8: 100 + 62.5
    expect(latencies.ttft?.p50?.valueMs).toBeCloseTo(162.5, 9)
    expect(latencies.ttft?.p99).toEqual({ valueMs: null, lowMs: 200, highMs: null })
  })

  test('without an observation in the run there is none', () => {
    expect(telemetryOf([page([1, 1, 1], 1), page([1, 1, 1], 1)]).latencies.ttft).toBeUndefined()
  })

  test('a quantile lies in its bucket and does not fall as the share grows', () => {
    const counts = fc.array(fc.nat(50), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(
        counts,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (each, p, q) => {
          let sum = 0
          const buckets = each.map((count, at) => ({
            le: at === each.length - 1 ? Infinity : (at + 1) / 10,
            count: (sum += count),
          }))
          const [low, high] = [bucketQuantile(buckets, Math.min(p, q)), bucketQuantile(buckets, Math.max(p, q))]
          if (sum === 0) return void expect(low).toBeNull()
          for (const quantile of [low, high]) {
            if (quantile?.valueMs == null) continue
            expect(quantile.valueMs).toBeGreaterThanOrEqual(quantile.lowMs)
            expect(quantile.valueMs).toBeLessThanOrEqual(quantile.highMs ?? 0)
          }
          expect(high?.valueMs ?? Infinity).toBeGreaterThanOrEqual(low?.valueMs ?? Infinity)
        },
      ),
    )
  })
})

test('a page of nobody we know is a gap', () => {
  expect(telemetryOf(['node_load1 1', 'node_load1 2'])).toMatchObject({
    engine: null,
    counters: {},
    gaps: [{ code: 'metrics_engine_unknown' }],
  })
})

test('the artifact survives the way to disk and back', () => {
  const telemetry = telemetryOf(['vllm:num_requests_running 1', 'vllm:num_requests_running 2'])
  const json = JSON.parse(JSON.stringify(serverTelemetryFile.serialize(telemetry)))
  expect(json.gauges.requests_running).toMatchObject({ at_ms: [0, 1000] })
  expect(serverTelemetryFile.parse(json, 'x')).toEqual(telemetry)
})

describe('client against server', () => {
  const page = (count: number, sum: number, tokens: number) =>
    `vllm:time_to_first_token_seconds_count ${count}\nvllm:time_to_first_token_seconds_sum ${sum}\nvllm:request_success_total{reason="stop"} ${count}\nvllm:generation_tokens_total ${tokens}`
  const server = telemetryOf([page(0, 0, 0), page(10, 1, 640)])

  test.each([
    [102, 10, 'agrees'],
    [108, 10, 'agrees'],
    [180, 10, 'client_higher'],
    [60, 10, 'server_higher'],
    [102, 9, 'not_comparable'],
    [null, 0, 'not_comparable'],
  ])('a server mean of 100 ms and a client mean of %s ms over %i requests: %s', (meanMs, n, verdict) => {
    expect(compareLatencies({ server, client: { ttft: { meanMs, n } } })).toMatchObject([{ latency: 'ttft', verdict }])
  })

  test('counts are equal, in surplus, in deficit, or not known', () => {
    const verdicts = (requests: number, outputTokens: number | null) =>
      reconcileCounts(server, { requests, promptTokens: 5, outputTokens }).map(({ verdict, surplus }) => [
        verdict,
        surplus,
      ])
    expect(verdicts(10, 600)).toEqual([
      ['equal', 0],
      ['unknown', null],
      ['server_more', 40],
    ])
    expect(verdicts(11, null)).toEqual([
      ['server_less', -1],
      ['unknown', null],
      ['unknown', null],
    ])
  })
})
