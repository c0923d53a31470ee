import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isBenchError } from '@sagellm-benchmark/protocol-types'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HostAccess, localHost } from './environment/host-access.js'
import { observeTarget, type ObserveTargetOptions } from './observe-target.js'
import { telemetryBetween } from './telemetry/telemetry-between.js'
import { fakeEndpoint, type FakeRoutes } from './testing/fake-endpoint.js'

const host: HostAccess = {
  ...localHost(),
  readText: async () => null,
  listFolder: async () => [],
  run: async () => null,
}
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'observe-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function observed(routes: FakeRoutes, during: () => unknown, options: Partial<ObserveTargetOptions> = {}) {
  const clock = virtualClock()
  const { fetch, asked } = fakeEndpoint(routes)
  const observer = await observeTarget({
    label: 'after',
    url: 'http://127.0.0.1:1/v1',
    fetch,
    clock,
    host,
    settleMs: 0,
    ...options,
  })
  await clock.advance(1500)
  await during()
  await clock.advance(2000)
  let stopped = false
  const stopping = observer.stop().finally(() => {
    stopped = true
  })
  // Files are read in real time, so a timer may be set after the virtual clock was moved: move it until all is done.
  while (!stopped) await clock.advance(250)
  return { ...(await stopping), asked }
}

const page = (running: number, tokens: number) =>
  `vllm:num_requests_running ${running}\nvllm:generation_tokens_total ${tokens}\n`

describe('a target under observation', () => {
  test('gives telemetry, log and evidence of what happened between the two ends', async () => {
    const logFile = join(folder, 'after.log')
    await writeFile(logFile, 'SharedStreamBatchStart of the warm-up\n')
    const routes: FakeRoutes = { '/metrics': page(0, 100), '/v1/models': '{"data":[]}' }
    const result = await observed(
      routes,
      async () => {
        routes['/metrics'] = page(4, 740)
        await appendFile(logFile, 'slot_mapping=[1]\n')
      },
      { logFile },
    )
    expect(result.telemetry).toMatchObject({
      engine: 'vllm',
      counters: { generation_tokens: { delta: 640 } },
      gauges: { requests_running: { min: 0, max: 4 } },
      gaps: [],
    })
    const { gauges, ...again } = telemetryBetween(result.before, result.after)
    expect(gauges.requests_running).toMatchObject({ n: 2 })
    expect(again).toEqual(Object.fromEntries(Object.keys(again).map((key) => [key, result.telemetry[key as 'engine']])))
    expect(result.evidence.claims.map(({ evidence }) => evidence)).toEqual(['none', 'none', 'yes'])
    expect(result.logProbe?.blockTableMarkers.examples).toMatchObject([{ line: 2 }])
    expect(result.before.moment).toBe('before')
    expect(result.after.moment).toBe('after')
  })

  test('settles before its first page: what the warm-up left to be counted is not of the measured phase', async () => {
    const routes: FakeRoutes = { '/metrics': page(1, 100) }
    const clock = virtualClock()
    const { fetch } = fakeEndpoint(routes)
    const observing = observeTarget({ label: 'a', url: 'http://127.0.0.1:1/v1', fetch, clock, host, intervalMs: null })
    await clock.advance(100)
    routes['/metrics'] = page(0, 164)
    await clock.advance(200)
    const stopping = (await observing).stop()
    await clock.advance(300)
    const { telemetry } = await stopping
    expect(telemetry.counters.generation_tokens?.delta).toBe(0)
  })

  test('is sampled on a fixed grid between the two ends', async () => {
    const routes: FakeRoutes = { '/metrics': page(0, 100) }
    const { telemetry } = await observed(routes, () => {
      routes['/metrics'] = page(4, 740)
    })
    expect(telemetry.gauges.requests_running).toMatchObject({
      value: [0, 0, 4, 4, 4],
      atMs: [0, 1000, 2000, 3000, 3500],
    })
  })

  test('a server that dies halfway is a list of gaps, and no growth of anything', async () => {
    const routes: FakeRoutes = { '/metrics': page(1, 100), '/v1/models': '{"data":[]}' }
    const dead = () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }))
    const result = await observed(routes, () => {
      for (const path of ['/metrics', '/v1/models', '/info', '/health']) routes[path] = dead
    })
    expect(result.telemetry.counters.generation_tokens?.delta).toBeNull()
    expect(result.telemetry.gaps.map(({ code }) => code)).toEqual(['missing_metrics_probe', 'surface_unreachable'])
    expect(result.evidence.evidenceGaps).toEqual(
      expect.arrayContaining(['missing_endpoint_identity_probe', 'missing_metrics_probe', 'surface_unreachable']),
    )
  })

  test('Prometheus text is followed where /metrics is JSON that forgets what was read', async () => {
    const { telemetry, asked } = await observed(
      {
        '/metrics': '[{"iter":1,"numActiveRequests":2}]',
        '/prometheus/metrics': 'trtllm_num_requests_running 2\ntrtllm_prompt_tokens_total 5\n',
      },
      () => {},
    )
    expect(telemetry).toMatchObject({ engine: 'trtllm', counters: { prompt_tokens: { delta: 0 } } })
    expect(asked.filter(({ url }) => url.endsWith(':1/metrics'))).toHaveLength(2)
  })

  test('without an interval only the two ends are read', async () => {
    const { asked } = await observed({ '/metrics': page(0, 0) }, () => {}, { intervalMs: null })
    expect(asked.filter(({ url }) => url.endsWith(':1/metrics'))).toHaveLength(2)
  })

  test('a pattern that cannot be used is refused before anything is asked', async () => {
    const { fetch, asked } = fakeEndpoint({})
    const patterns = { sharedStreamMarkers: '(?=x)', pagedPathMarkers: 'a', blockTableMarkers: 'b' }
    const error = await observeTarget({ label: 'x', url: 'http://h/v1', fetch, host, patterns }).catch((each) => each)
    expect(isBenchError(error) && error.code).toBe('invalid_argument')
    expect(asked).toEqual([])
  })
})
