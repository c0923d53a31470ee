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
  expect(serverLines({ avgTtftMs: 18, serverCounters: counters() })).toEqual([
    'server: 24 requests counted, 24 sent · queue 3.10 ms + prefill 12.4 ms of TTFT 18 ms · prefix hits 12.5 % · KV in use 0 % before, 3 % after · 3.20 tokens a step',
  ])
})

test.each([
  [requests(24, 27), '27 requests counted, 24 sent: 3 came from elsewhere'],
  [requests(24, 20), '20 requests counted, 24 sent: 4 were not counted'],
])('a surplus is named, and so is a deficit: %#', (check, text) => {
  const [line] = serverLines({ avgTtftMs: null, serverCounters: counters({ checks: [check] }) })
  expect(line).toContain(text)
})

test('a server that tells nothing is said to, and its client is not held against nothing', () => {
  const silent = ServerCounters.parse({ gaps: ['it has no /metrics (status 404)'] })
  const tables = serverTables([{ of: 'Q1', ttftMs: 18, serverCounters: silent }], 'Workload')
  expect(tables).toMatchObject([
    { title: 'What the server counted', notes: ['Not known: it has no /metrics (status 404).'] },
  ])
  expect(serverLines({ avgTtftMs: 18, serverCounters: silent })).toEqual([
    'server: not known: it has no /metrics (status 404)',
  ])
})

test('where no server was looked at there is nothing', () => {
  expect(serverTables([{ of: 'Q1', ttftMs: 18, serverCounters: null }], 'Workload')).toEqual([])
  expect(serverLines({ avgTtftMs: 18, serverCounters: null })).toEqual([])
})

test('gauges are shown with the number of their samples', () => {
  const gauges = { kv_cache_usage: { n: 30, mean: 0.2, max: 0.9 }, requests_running: { n: 30, mean: 3.5, max: 8 } }
  const tables = serverTables(all({ gauges, kvUsageBefore: null, kvUsageAfter: null }), 'Target')
  const cache = tables.find(({ title }) => title.includes('cache'))
  expect(cache?.columns.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['KV in use, max', 'Running, mean', 'samples']),
  )
})

test('engines of a gateway are named where there are several, or another number than before', () => {
  const said = (healthyEnginesBefore: number | null, healthyEnginesAfter: number | null) =>
    serverLines({
      avgTtftMs: null,
      serverCounters: counters({ healthyEnginesBefore, healthyEnginesAfter }),
    })
      .join()
      .match(/healthy engines: [^·]*/)?.[0]
      .trim()
  expect([said(2, 1), said(3, 3)]).toEqual(['healthy engines: 2 before, 1 after', 'healthy engines: 3'])
  expect([said(1, 1), said(1, null), said(null, null)]).toEqual([undefined, undefined, undefined])
})

const hop = (p50: number) => ({ p50, p95: p50 * 2, p99: p50 * 3 })
const percentiles = { scheduling: hop(0.25), engine: hop(1500), total: hop(1501) }

test('a gateway’s hops stand with what they are of: requests in one piece, since it started', () => {
  const hopReport = { requests: 12, duringLoad: 8, percentiles, gap: null }
  const table = serverTables(all({ hopReport }), 'Workload').find(({ title }) => title.startsWith('Gateway: hops'))
  expect(table?.rows).toEqual([['Q1', 12, 8, 0.25, 0.5, 0.75, 1500, 3000, 4500]])
  expect(table?.notes?.join(' ')).toMatch(/in one piece.*Streamed requests are not among them/)
  const lines = serverLines({ avgTtftMs: 18, serverCounters: counters({ hopReport }) })
  expect(lines[1]).toBe(
    'gateway’s hops, requests in one piece only (12 since it started, 8 of this load; no streamed request is among them, so compare with none): scheduling p50 0.250, p95 0.500, p99 0.750 ms · engine p50 1,500, p95 3,000, p99 4,500 ms',
  )
})

test('a hop report without figures has no table, and its reason is given', () => {
  const hopReport = { requests: 0, duringLoad: 0, percentiles: null, gap: 'its hop report is empty' }
  const tables = serverTables(all({ hopReport }), 'Workload')
  expect(tables.map(({ title }) => title)).not.toContain('Gateway: hops of requests in one piece')
  expect(tables[0]?.notes).toContain('Not known: its hop report is empty.')
  const [line] = serverLines({ avgTtftMs: 18, serverCounters: counters({ hopReport }) })
  expect(line).toContain('not known: its hop report is empty')
})
