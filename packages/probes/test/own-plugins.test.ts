import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defineEngineMetrics, defineProbe, observeTarget, probes } from '@sagellm-benchmark/probes'
import { telemetryBetween } from '@sagellm-benchmark/probes/telemetry'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** A server of an engine that the package does not know. */
let tokens = 100
const server = createServer((request, response) => {
  const pages: Record<string, string> = {
    '/metrics': `mine_running 2\nmine_tokens_total ${tokens}\n`,
    '/state': JSON.stringify({ mode: 'fast', tokens }),
  }
  const page = pages[request.url ?? '']
  if (page === undefined) response.statusCode = 404
  response.end(page)
})
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

const mine = defineEngineMetrics({
  engine: 'Mine',
  description: 'our own engine',
  notes: 'made for this test',
  gauges: { requests_running: { names: ['mine_running'] } },
  counters: { generation_tokens: { names: ['mine_tokens'] } },
  latencies: {},
})

const state = defineProbe({
  kind: 'surface',
  name: 'state',
  description: 'the state of our engine',
  foundOn: 'our engine',
  path: '/state',
  content: 'json',
  evidence: false,
})

const fan = defineProbe({
  kind: 'resource',
  name: 'fan',
  description: 'speed of a fan',
  foundOn: 'machines with a fan',
  open: async () => ({ read: async () => [{ device: 'fan 0', values: { speed_rpm: 1200 } }] }),
})

test('a surface, a resource and the metric names of an engine of my own are observed', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const options = { probes: [...probes, state, fan], engines: [mine] }
  const observer = await observeTarget({ label: 'a', url, intervalMs: null, settleMs: 0, ...options })
  tokens += 640
  const { before, after, telemetry, resources } = await observer.stop()

  expect(telemetry).toMatchObject({
    engine: 'Mine',
    gauges: { requests_running: { max: 2 } },
    counters: { generation_tokens: { delta: 640 } },
  })
  expect(JSON.stringify(after)).toContain('fast')
  expect(JSON.stringify(resources)).toContain('speed_rpm')
  expect(telemetryBetween(before, after, options)).toMatchObject({ engine: 'Mine' })
  expect(telemetryBetween(before, after)).toMatchObject({ engine: null })
})
