import { readFileSync } from 'node:fs'
import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { expect, test } from 'vitest'
import { parsePrometheus } from '../prometheus/parse-prometheus.js'
import { serverCounters } from './server-counters.js'
import { createTelemetryCollector } from './server-telemetry.js'

const recorded = (name: string) => readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url), 'utf8')

/** A page on which each of these series is higher by so much. */
function grown(page: string, by: Readonly<Record<string, number>>): string {
  return Object.entries(by).reduce((text, [name, growth]) => {
    const line = new RegExp(`^(${name.replace(/[{}]/g, '\\$&')}\\S* )([\\d.e+-]+)$`, 'm')
    expect(text).toMatch(line)
    return text.replace(line, (_, head: string, value: string) => `${head}${Number(value) + growth}`)
  }, page)
}

function between(before: string, after: string, client: Parameters<typeof serverCounters>[1] = {}) {
  const collector = createTelemetryCollector()
  collector.add(parsePrometheus(before), 0)
  collector.add(parsePrometheus(after), 1000)
  const counters = serverCounters(collector.result({ label: 'x', complete: true, intervalMs: null }), client)
  expect(ServerCounters.parse(counters)).toEqual(counters)
  return counters
}

test('llama-server counts prompt tokens of its cache apart; both together are what was read', () => {
  const page = recorded('llama-server-b11669.prom')
  const counters = between(
    page,
    grown(page, {
      'llamacpp:prompt_tokens_total': 40,
      'llamacpp:prompt_tokens_cached_total': 60,
      'llamacpp:tokens_predicted_total': 128,
      'llamacpp:n_decode_total': 40,
    }),
    { client: { requests: 4, promptTokens: 100, outputTokens: 128 } },
  )
  expect(counters).toMatchObject({
    engine: 'llamacpp',
    promptTokens: 100,
    cacheHits: 60,
    cacheQueries: 100,
    prefixHitRate: 0.6,
    outputTokens: 128,
    tokensPerDecodeStep: 3.1,
    requests: null,
    specAcceptRate: null,
  })
  expect(counters.checks.map(({ quantity, verdict }) => [quantity, verdict])).toEqual([
    ['requests', 'unknown'],
    ['prompt_tokens', 'equal'],
    ['output_tokens', 'equal'],
  ])
})

test('a llama-server that does not count its cache has no hit rate, and no lookups', () => {
  const page = recorded('llama-server-b11669.prom').replace(/^llamacpp:prompt_tokens_cached.*\n/m, '')
  const counters = between(page, grown(page, { 'llamacpp:prompt_tokens_total': 40 }))
  expect(counters).toMatchObject({ promptTokens: 40, cacheHits: null, cacheQueries: null, prefixHitRate: null })
})

test('vLLM tells queue and prefill beside its first token, preemptions, and tokens a step', () => {
  const page = recorded('vllm-0.32.0.prom')
  const counters = between(
    page,
    grown(page, {
      'vllm:request_success_total{engine="0",finished_reason="length"': 10,
      'vllm:prompt_tokens_total': 1000,
      'vllm:generation_tokens_total': 640,
      'vllm:prefix_cache_queries_total': 1000,
      'vllm:prefix_cache_hits_total': 250,
      'vllm:num_preemptions_total': 3,
      'vllm:iteration_tokens_total_count': 160,
      'vllm:request_queue_time_seconds_count': 10,
      'vllm:request_queue_time_seconds_sum': 0.5,
      'vllm:request_prefill_time_seconds_count': 10,
      'vllm:request_prefill_time_seconds_sum': 2,
      'vllm:time_to_first_token_seconds_count': 10,
      'vllm:time_to_first_token_seconds_sum': 2.6,
    }),
    { client: { requests: 9, requestsAtMost: 9, promptTokens: 900, outputTokens: 576 } },
  )
  expect(counters).toMatchObject({
    engine: 'vllm',
    requests: 10,
    prefixHitRate: 0.25,
    preemptions: 3,
    evictions: null,
    kvUsageBefore: 0,
    kvUsageAfter: 0,
    tokensPerDecodeStep: (640 - 10) / 160,
    latencies: { queue: { meanMs: 50 }, prefill: { meanMs: 200 }, ttft: { count: 10 } },
  })
  expect(counters.checks[0]).toMatchObject({ client: 9, server: 10, surplus: 1, verdict: 'server_more' })
})

test('sageLLM’s gateway counts answered completions, and nothing else that it was asked', () => {
  const page = recorded('sagellm-gateway-0.5.4.14.prom')
  const series = 'sagellm_gateway_http_requests_total{method="'
  const after = grown(page, {
    [`${series}POST",path="/v1/chat/completions",status="200"`]: 6,
    [`${series}POST",path="/v1/completions",status="400"`]: 2,
    [`${series}GET",path="/info",status="200"`]: 9,
  })
  expect(between(page, after)).toMatchObject({ engine: 'sagellm', requests: 6, promptTokens: null })
})

const spec = (accepted: number, drafted: number, generated: number, steps: number, requests = 0) =>
  [
    `vllm:spec_decode_num_accepted_tokens_total ${accepted}`,
    `vllm:spec_decode_num_draft_tokens_total ${drafted}`,
    `vllm:generation_tokens_total ${generated}`,
    `vllm:iteration_tokens_total_count ${steps}`,
    `vllm:request_success_total ${requests}`,
  ].join('\n')

test('speculated tokens share a step with their own request, and are no batch', () => {
  expect(between(spec(0, 0, 0, 0), spec(60, 100, 100, 40))).toMatchObject({
    specAcceptRate: 0.6,
    tokensPerDecodeStep: 1,
  })
})

test('a request alone shares no step, whether or not its engine counts the step that reads the prompt', () => {
  for (const steps of [23, 24])
    expect(between(spec(0, 0, 0, 0), spec(0, 0, 24, steps, 1)).tokensPerDecodeStep).toBe(23 / steps)
})

test('counts that cannot be true are not known', () => {
  const page = (hits: number, queries: number) =>
    `vllm:prefix_cache_hits_total ${hits}\nvllm:prefix_cache_queries_total ${queries}\nvllm:kv_cache_usage_perc ${hits}`
  expect(between(page(0, 0), page(500, 100))).toMatchObject({
    cacheHits: null,
    prefixHitRate: null,
    kvUsageBefore: 0,
    kvUsageAfter: null,
  })
})

test('a server that counts failures, choices and second attempts has no surplus by them', () => {
  const page = (requests: number) => `vllm:request_success_total ${requests}`
  const check = (server: number) =>
    between(page(0), page(server), {
      client: { requests: 8, requestsAtMost: 11, promptTokens: null, outputTokens: null },
    }).checks[0]
  expect([8, 10, 11].map((server) => check(server)?.verdict)).toEqual(['equal', 'equal', 'equal'])
  expect(check(12)).toMatchObject({ client: 11, surplus: 1, verdict: 'server_more' })
  expect(check(7)).toMatchObject({ client: 8, surplus: -1, verdict: 'server_less' })
})

test('gauges are shown where they were sampled, and else only what they were at both ends', () => {
  const collector = createTelemetryCollector()
  for (const [at, usage] of [0.1, 0.7, 0.4].entries())
    collector.add(parsePrometheus(`vllm:kv_cache_usage_perc ${usage}`), at)
  const { gauges, kvUsageAfter } = serverCounters(collector.result({ label: 'x', complete: true, intervalMs: 1000 }))
  expect(gauges.kv_cache_usage).toMatchObject({ n: 3, max: 0.7 })
  expect(kvUsageAfter).toBeNull()
})
