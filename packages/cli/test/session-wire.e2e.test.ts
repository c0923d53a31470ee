import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createReferenceEngine,
  type EngineServer,
  type ReferenceEngine,
  startEngineServer,
} from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Line, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'

let cwd: string
let engines: ReferenceEngine[]
let servers: EngineServer[]
let proxy: Server
let proxyUrl: string
/** Of each generation that went through the proxy. */
let heads: IncomingHttpHeaders[] = []

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-session-wire-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  engines = [0, 1].map(() => createReferenceEngine({ decodeStepMs: 1 }))
  servers = []
  for (const engine of engines) servers.push(await startEngineServer({ engine, dialect: 'vllm' }))
  proxy = createServer((asked, answer) => {
    if (asked.method === 'POST' && asked.url?.endsWith('/completions')) heads.push(asked.headers)
    const { method, headers } = asked
    const onward = request(`${servers[0]?.url}${asked.url}`, { method, headers }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers)
      from.pipe(answer)
    })
    asked.pipe(onward)
  })
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready))
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/v1`
})
beforeEach(() => {
  heads = []
})
afterAll(async () => {
  vi.unstubAllEnvs()
  proxy.closeAllConnections()
  await new Promise((ended) => proxy.close(ended))
  for (const server of servers) await server.close()
  for (const engine of engines) await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

type TurnLine = Line & { readonly session: { readonly id: string } }

async function run(folder: string, ...flags: string[]) {
  const load = ['--turns', '2', '--sessions', '4', '--concurrent-sessions', '2', '--output-tokens', '4']
  const words = ['run', '--output', folder, '--quiet', '--warmup', '0', '--no-calibration', ...load, ...flags]
  const { code, stderr } = await runInProcess(words, { cwd })
  expect(code, stderr).toBe(0)
  const summary = JSON.parse(await readFile(join(cwd, folder, 'benchmark_summary.json'), 'utf8'))
  return { records: (await readRecords(join(cwd, folder))) as TurnLine[], figures: summary.workloads.sessions }
}

test('every turn of a session bears its id in X-Session-ID and X-Correlation-ID, on the wire', async () => {
  const { records } = await run('headers', '--backend-url', proxyUrl)
  const sent = heads.flatMap((each) => (each['x-session-id'] === undefined ? [] : [each]))
  const ids = sent.map((each) => each['x-session-id'])
  expect([...ids].sort()).toEqual(records.map(({ session }) => session.id).sort())
  expect(new Set(ids).size).toBe(4)
  expect(sent.map((each) => each['x-correlation-id'])).toEqual(ids)
})

test('--session-header names another header, or none', async () => {
  await run('other', '--backend-url', proxyUrl, '--session-header', 'X-Route')
  const named = heads.filter((each) => each['x-route'] !== undefined)
  expect(named).toHaveLength(8)
  expect(heads.filter((each) => each['x-session-id'] ?? each['x-correlation-id'])).toEqual([])

  heads = []
  await run('none', '--backend-url', proxyUrl, '--session-header', 'none')
  expect(heads.length).toBeGreaterThanOrEqual(8)
  expect(heads.filter((each) => each['x-session-id'] ?? each['x-correlation-id'])).toEqual([])
})

test('the counters are those of all base URLs', async () => {
  const urls = servers.flatMap(({ url }) => ['--backend-url', `${url}/v1`])
  const { records, figures } = await run('counters', ...urls)
  expect(figures.replicas.map(({ requests }: { requests: number }) => requests)).toEqual([4, 4])
  expect(figures.server_counters).toMatchObject({
    engine: 'vllm',
    requests: records.length,
    output_tokens: 4 * records.length,
    gaps: [],
  })
  const checks = figures.server_counters.checks as readonly Record<string, unknown>[]
  expect(checks.map(({ quantity, verdict }) => [quantity, verdict])).toEqual([
    ['requests', 'equal'],
    ['prompt_tokens', 'equal'],
    ['output_tokens', 'equal'],
  ])
  expect(figures.server_counters.latencies.ttft).toMatchObject({ count: records.length, p50: null })
})
