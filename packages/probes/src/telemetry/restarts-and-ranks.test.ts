import { expect, test } from 'vitest'
import { parsePrometheus } from '../prometheus/parse-prometheus.js'
import { serverCounters } from './server-counters.js'
import { createTelemetryCollector } from './server-telemetry.js'

function telemetryOf(...pages: string[]) {
  const collector = createTelemetryCollector()
  pages.forEach((text, at) => collector.add(parsePrometheus(text), at * 1000))
  return collector.result({ label: 'x', complete: true, intervalMs: null })
}

const grown = (before: string, after: string) =>
  telemetryOf(
    `${before}\nvllm:prompt_tokens_total 10\nvllm:generation_tokens_total 5`,
    `${after}\nvllm:prompt_tokens_total 30\nvllm:generation_tokens_total 9`,
  )

test.each([
  [
    'a start time that moves by hundredths',
    'process_start_time_seconds 1795887833.74',
    'process_start_time_seconds 1795887833.75',
  ],
  [
    'a creation that moves by hundredths',
    'vllm:prompt_tokens_created 1795887833.74',
    'vllm:prompt_tokens_created 1795887833.75',
  ],
  ['a series that is created later', '', 'vllm:prompt_tokens_created{engine="1"} 1795887999'],
  ['a counter of things that were created', 'sessions_created 10', 'sessions_created 20'],
])('%s is no restart', (_, before, after) => {
  const { counters, gaps } = grown(before, after)
  expect(counters.prompt_tokens).toMatchObject({ delta: 20, reset: false })
  expect(gaps).toEqual([])
})

test.each([
  [
    'a start time that moves by seconds',
    'process_start_time_seconds 1795887833',
    'process_start_time_seconds 1795887836',
  ],
  [
    'a creation that moves by seconds',
    'vllm:prompt_tokens_created 1795887833',
    'vllm:prompt_tokens_created 1795887836',
  ],
])('%s is a restart, though every counter has grown', (_, before, after) => {
  const { counters, gaps } = grown(before, after)
  expect(counters.prompt_tokens?.delta).toBeNull()
  expect(gaps.map(({ code }) => code)).toEqual(['counter_reset'])
})

const ranked = (name: string, values: Readonly<Record<string, number>>) =>
  Object.entries(values)
    .map(([labels, value]) => `${name}{${labels}} ${value}`)
    .join('\n')
const rank = (dp: number, tp: number) => `dp_rank="${dp}",tp_rank="${tp}",pp_rank="0",moe_ep_rank="${tp}"`

test('ranks of one replica see the same requests; replicas see their own', () => {
  const page = (base: number) =>
    ranked('sglang:prompt_tokens_total', {
      [rank(0, 0)]: base + 10,
      [rank(0, 1)]: base + 10,
      [rank(1, 0)]: base + 7,
      [rank(1, 1)]: base + 7,
    })
  const running = ranked('sglang:num_running_reqs', {
    [rank(0, 0)]: 4,
    [rank(0, 1)]: 3,
    [rank(1, 0)]: 2,
    [rank(1, 1)]: 2,
  })
  const { counters, gauges } = telemetryOf(`${page(0)}\n${running}`, `${page(100)}\n${running}`)
  expect(counters.prompt_tokens?.delta).toBe(200)
  expect(gauges.requests_running).toMatchObject({ max: 6 })
})

test('a histogram of several ranks has each request once', () => {
  const name = 'sglang:time_to_first_token_seconds'
  const page = (count: number) =>
    [0, 1]
      .flatMap((tp) => [
        `${name}_bucket{le="0.1",tp_rank="${tp}"} ${count / 2}`,
        `${name}_bucket{le="+Inf",tp_rank="${tp}"} ${count}`,
        `${name}_sum{tp_rank="${tp}"} ${count / 10}`,
        `${name}_count{tp_rank="${tp}"} ${count}`,
      ])
      .join('\n')
  const { latencies } = telemetryOf(page(0), page(8))
  expect(latencies.ttft).toMatchObject({ count: 8, meanMs: 100, p50: { highMs: 100 } })
})

test.each([
  ['sglang', 'sglang_prompt_tokens_total'],
  ['vllm', 'ray_vllm_prompt_tokens_total'],
  ['vllm', 'ray_vllm_prompt_tokens'],
])('%s is known by %s too', (engine, name) => {
  const telemetry = telemetryOf(`${name} 1`, `${name} 4`)
  expect(telemetry).toMatchObject({ engine, counters: { prompt_tokens: { delta: 3 } } })
})

test('a histogram that does not fit the requests is marked', () => {
  const page = (count: number) =>
    `vllm:time_to_first_token_seconds_count ${count}\nvllm:time_to_first_token_seconds_sum ${count}`
  const counters = (count: number) =>
    serverCounters(telemetryOf(page(0), page(count)), {
      client: { requests: 8, requestsAtMost: 10, promptTokens: null, outputTokens: null },
    })
  for (const fits of [8, 10]) expect(counters(fits).gaps).toEqual([])
  for (const strange of [7, 12])
    expect(counters(strange).gaps).toEqual([
      expect.stringContaining(`vllm:time_to_first_token_seconds has ${strange} observations for 8 requests`),
    ])
})
