import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { expect, test } from 'vitest'
import { mergedCounters } from './merged-counters.js'

const check = (server: number, verdict: 'equal' | 'server_more' | 'server_less') =>
  ({ quantity: 'requests', client: 10, server, surplus: server - 10, verdict, message: `counted ${server}` }) as const
const counters = (more: object) => ServerCounters.parse({ engine: 'vllm', requests: 10, ...more })

test('a single server keeps what it says', () => {
  const only = counters({ kvCapacityTokens: 100, specAcceptRate: 0.5 })
  expect(mergedCounters([{ name: 'a', counters: only }])).toBe(only)
})

test('counts add up, and what one server lacks is not known', () => {
  const merged = mergedCounters([
    {
      name: 'a',
      counters: counters({ cacheHits: 30, cacheQueries: 60, decodeSteps: 10, tokensPerDecodeStep: 2, preemptions: 1 }),
    },
    { name: 'b', counters: counters({ cacheHits: 0, cacheQueries: 40, decodeSteps: 30, tokensPerDecodeStep: 1 }) },
  ])
  expect(merged).toMatchObject({ engine: 'vllm', requests: 20, cacheHits: 30, cacheQueries: 100, prefixHitRate: 0.3 })
  expect(merged).toMatchObject({ decodeSteps: 40, tokensPerDecodeStep: 1.25, preemptions: null })
})

test('the surplus of one server is not hidden by the deficit of another', () => {
  const merged = mergedCounters([
    { name: 'a', counters: counters({ checks: [check(13, 'server_more')], gaps: ['it has no page'] }) },
    { name: 'b', counters: counters({ engine: 'sglang', checks: [check(7, 'server_less')] }) },
  ])
  expect(merged.checks).toEqual([
    { quantity: 'requests', client: 20, server: 20, surplus: 0, verdict: 'server_more', message: 'a: counted 13' },
  ])
  expect([merged.engine, merged.gaps]).toEqual([null, ['a: it has no page']])
})

test('means of histograms are weighted by their counts; quantiles do not add up', () => {
  const ttft = (count: number, meanMs: number) => ({ latencies: { ttft: { metric: 'ttft', count, meanMs } } })
  const merged = mergedCounters([
    { name: 'a', counters: counters(ttft(10, 20)) },
    { name: 'b', counters: counters(ttft(30, 40)) },
  ])
  expect(merged.latencies.ttft).toEqual({ metric: 'ttft', count: 40, meanMs: 35, p50: null, p90: null, p99: null })
})
