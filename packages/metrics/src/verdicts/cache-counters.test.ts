import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { expect, test } from 'vitest'
import { cacheCountersOf, enginesChanged } from './cache-counters.js'

const known = { cacheHits: 90, cacheQueries: 100 }
const check = (verdict: 'equal' | 'server_more' | 'unknown') => ({
  ...{ quantity: 'requests' as const, client: 9, server: null, surplus: null, verdict, message: '' },
})

test('lookups belong to the requests that the server counted, else to those that were sent', () => {
  expect(cacheCountersOf(ServerCounters.parse({ ...known, requests: 10 }))).toEqual({
    hitTokens: 90,
    queryTokens: 100,
    requests: 10,
  })
  expect(cacheCountersOf(ServerCounters.parse({ ...known, checks: [check('unknown')] }))?.requests).toBe(9)
})

test('hits of others say nothing of this run, and neither does a server that does not count them', () => {
  expect(cacheCountersOf(ServerCounters.parse({ ...known, checks: [check('server_more')] }))).toBeNull()
  expect(cacheCountersOf(ServerCounters.parse({ cacheHits: null, cacheQueries: 5 }))).toBeNull()
  expect(cacheCountersOf(null)).toBeNull()
})

test('engines changed where both ends are known and differ', () => {
  const changed = (healthyEnginesBefore: number | null, healthyEnginesAfter: number | null) =>
    enginesChanged(ServerCounters.parse({ healthyEnginesBefore, healthyEnginesAfter }))
  expect([changed(2, 1), changed(0, 1), changed(1, 1), changed(1, null), enginesChanged(null)]).toEqual([
    ...[true, true, false, false, false],
  ])
})
