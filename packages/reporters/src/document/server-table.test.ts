import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { expect, test } from 'vitest'
import { serverLines } from './server-line.js'
import { serverTables } from './server-table.js'

const histogram = (meanMs: number) => ({ metric: 'x', count: 8, meanMs, p50: null, p90: null, p99: null })
const requests = (client: number, server: number) => ({
  ...{ quantity: 'requests' as const, client, server, surplus: server - client, message: '' },
  verdict:
    server === client ? ('equal' as const) : server > client ? ('server_more' as const) : ('server_less' as const),
})
const counters = (changes: Partial<ServerCounters> = {}): ServerCounters =>
  ServerCounters.parse({
    engine: 'vllm',
    requests: 24,
    prefixHitRate: 0.125,
    cacheQueries: 6144,
    tokensPerDecodeStep: 3.2,
    kvUsageBefore: 0,
    kvUsageAfter: 0.03,
    latencies: { queue: histogram(3.1), prefill: histogram(12.4) },
    checks: [requests(24, 24)],
    ...changes,
  })
const all = (changes: Partial<ServerCounters> = {}) => [{ of: 'Q1', ttftMs: 18, serverCounters: counters(changes) }]

test('queue and prefill stand beside the first token, and what nobody tells has no column', () => {
  const [counted, times, cache] = serverTables(all(), 'Workload')
  expect(counted?.columns.map(({ label }) => label)).toEqual(['Workload', 'Requests', 'sent'])
  expect([times?.columns.map(({ label }) => label), times?.rows]).toEqual([
    ['Workload', 'Queue ms', 'Prefill ms', 'TTFT ms, client'],
    [['Q1', 3.1, 12.4, 18]],
  ])
  expect(cache?.rows).toEqual([['Q1', 0.125, 6144, 0, 0.03, 3.2]])
  expect(cache?.notes?.join(' ')).toMatch(/nothing is in flight.*lower bound/)
})

test('the line of a terminal says the same', () => {
  expect(serverLines({ avgTtftMs: 18, serverCounters: counters(), engineTimings: null })).toEqual([
    'server: 24 requests counted, 24 sent · queue 3.10 ms + prefill 12.4 ms of TTFT 18 ms · prefix hits 12.5 % · KV in use 0 % before, 3 % after · 3.20 tokens a step',
  ])
})

test.each([
  [requests(24, 27), '27 requests counted, 24 sent: 3 came from elsewhere'],
  [requests(24, 20), '20 requests counted, 24 sent: 4 were not counted'],
])('a surplus is named, and so is a deficit: %#', (check, text) => {
  const [line] = serverLines({ avgTtftMs: null, serverCounters: counters({ checks: [check] }), engineTimings: null })
  expect(line).toContain(text)
})

test('a server that tells nothing is said to, and its client is not held against nothing', () => {
  const silent = ServerCounters.parse({ gaps: ['it has no /metrics (status 404)'] })
  const tables = serverTables([{ of: 'Q1', ttftMs: 18, serverCounters: silent }], 'Workload')
  expect(tables).toMatchObject([
    { title: 'What the server counted', notes: ['Not known: it has no /metrics (status 404).'] },
  ])
  expect(serverLines({ avgTtftMs: 18, serverCounters: silent, engineTimings: null })).toEqual([
    'server: not known: it has no /metrics (status 404)',
  ])
})

test('where no server was looked at there is nothing', () => {
  expect(serverTables([{ of: 'Q1', ttftMs: 18, serverCounters: null }], 'Workload')).toEqual([])
  expect(serverLines({ avgTtftMs: 18, serverCounters: null, engineTimings: null })).toEqual([])
})

test('gauges are told with the number of their samples', () => {
  const gauges = { kv_cache_usage: { n: 30, mean: 0.2, max: 0.9 }, requests_running: { n: 30, mean: 3.5, max: 8 } }
  const tables = serverTables(all({ gauges, kvUsageBefore: null, kvUsageAfter: null }), 'Target')
  const cache = tables.find(({ title }) => title.includes('cache'))
  expect(cache?.columns.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['KV in use, most seen', 'Running, mean', 'samples']),
  )
})

test('the engine’s own times stand beside what the client saw', () => {
  const engineTimings = { n: 8, prefillMs: 11, ttftMs: 14, decodeMsPerToken: 1.71, tbtMs: 1.76 }
  const [table] = serverTables([{ of: 'Q1', ttftMs: 14, serverCounters: null, engineTimings }], 'Workload')
  expect([table?.title, table?.rows]).toEqual(['Engine says / client saw', [['Q1', 8, 11, 14, 1.71, 1.76]]])
  expect(serverLines({ avgTtftMs: 14, serverCounters: null, engineTimings })).toEqual([
    'engine says / client saw: prompt / TTFT 11 / 14 ms · a token / TBT 1.71 / 1.76 ms (8 answers)',
  ])
})
