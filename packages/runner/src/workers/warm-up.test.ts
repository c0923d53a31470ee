import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { RunPlan, type RunPlanInput, systemClock } from '@sagellm-benchmark/protocol-types'
import { afterEach, expect, test } from 'vitest'
import { type EchoServer, startEchoServer } from './echo-server.js'
import type { FromWorker } from './messages.js'
import { warmUp, type WarmUpOptions } from './warm-up.js'
import { createWorkerSession } from './worker-session.js'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A server that takes connections and says nothing, and counts them. */
async function silentServer() {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => void sockets.push(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, connections: () => sockets.length }
}

type Target = Partial<Extract<RunPlanInput['target'], { kind: 'endpoint' }>>

function planOf(target: Target, stream = true): RunPlan {
  const load = { kind: 'closed' as const, concurrency: 8 }
  const lengths = { promptTokens: 8, outputTokens: 8, requests: 8 }
  return RunPlan.parse({
    target: { kind: 'endpoint', url: 'http://192.0.2.1:9/v1', ...target },
    workloads: [{ name: 'W', source: 'short_qa', ...lengths, load, sampling: { stream } }],
  })
}

function optionsFor(plan: RunPlan, more: Partial<WarmUpOptions> = {}): WarmUpOptions {
  return {
    plan,
    identity: { transport: 'raw', engine: 'vllm' },
    dialects: [],
    transports: [],
    clock: systemClock(),
    signal: new AbortController().signal,
    ...more,
  }
}

/** The warm-up's own server, and how many answers were asked of it. */
function countedServer() {
  let server: EchoServer | null = null
  const startServer = async () => (server = await startEchoServer())
  return { startServer, asked: () => server?.asked() ?? 0 }
}

/** Longer than a test may last. */
const longestMs = 600_000

test.each([
  ['raw', 'chat', true],
  ['raw', 'completions', true],
  ['raw', 'native', true],
  ['raw', 'chat', false],
  ['raw', 'completions', false],
  ['undici', 'chat', true],
  ['fetch', 'chat', true],
] as const)(
  'a load by %s over %s, streamed %s, is answered by a server of the thread',
  async (transport, api, stream) => {
    const target = await silentServer()
    const plan = planOf(
      { url: target.url, api, headers: { 'x-secret': 's' }, model: 'm', traceId: 'a'.repeat(32) },
      stream,
    )
    const own = countedServer()
    const identity = { transport, engine: 'openai' }
    expect(await warmUp(optionsFor(plan, { identity, longestMs, startServer: own.startServer }))).toBeNull()
    expect(own.asked()).toBeGreaterThanOrEqual(48)
    expect(target.connections()).toBe(0)
  },
)

test('what a plan sets for its target is no part of it: headers, fields, limits, sockets, certificates, a proxy', async () => {
  const target = await silentServer()
  const plan = {
    ...planOf({
      ...{
        url: 'https://192.0.2.1:9/v1',
        unixSocket: null,
        caFile: '/nowhere/ca.pem',
        replicas: ['http://192.0.2.2:9'],
      },
      ...{ extraBody: { stream: false, n: 3 }, model: 'm' },
    }),
    ...{ timeouts: { ...planOf({}).timeouts, firstTokenMs: 1, connectMs: 1 } },
  }
  process.env.http_proxy = target.url
  closers.push(async () => void delete process.env.http_proxy)
  expect(await warmUp(optionsFor(plan, { longestMs }))).toBeNull()
  expect(target.connections()).toBe(0)
})

test('a thread that can reach nothing on its own loopback interface only says so', async () => {
  const closed = { url: 'http://127.0.0.1:1/v1', asked: () => 0, close: async () => {} }
  const startServer = async () => closed
  expect(await warmUp(optionsFor(planOf({}), { startServer }))).toContain('ECONNREFUSED')
  const noServer = () => Promise.reject(new Error('listen EPERM'))
  expect(await warmUp(optionsFor(planOf({}), { startServer: noServer }))).toBe('listen EPERM')
})

test('an abort ends it, before it begins and while its server says nothing', async () => {
  const silent = await silentServer()
  const startServer = async () => ({ url: silent.url, asked: () => 0, close: async () => {} })
  expect(await warmUp(optionsFor(planOf({}), { signal: AbortSignal.abort(), startServer }))).toBeNull()
  expect(silent.connections()).toBe(0)

  const ending = new AbortController()
  const warming = warmUp(optionsFor(planOf({}), { signal: ending.signal, startServer, longestMs }))
  while (silent.connections() === 0) await new Promise((resolve) => setImmediate(resolve))
  ending.abort()
  expect(await warming).toBeNull()
})

test('its time ends it where its server says nothing', async () => {
  const silent = await silentServer()
  const startServer = async () => ({ url: silent.url, asked: () => 0, close: async () => {} })
  expect(await warmUp(optionsFor(planOf({}), { startServer }))).toBeNull()
})

/** A session of a load thread on a server that names its model. */
async function sessionWith(warm: typeof warmUp) {
  const server = await startEchoServer()
  closers.push(() => server.close())
  const plan = planOf({ url: server.url, model: 'm', dialect: 'openai', transport: 'raw' })
  const heard: FromWorker[] = []
  const birth = { plan, apiKey: null, keyLine: null, secrets: [], dialectModule: null, clientModule: null }
  const session = createWorkerSession(birth, {
    clock: systemClock(),
    post: (message) => void heard.push(message),
    warm,
  })
  await session.open()
  const drive = {
    ...{ kind: 'drive' as const, plan: { ...plan, warmup: { requests: 0, seconds: 0 } }, workload: plan.workloads[0]! },
    shape: { drive: 'slots' as const, openLoop: false, places: 1, openingMs: 0, connections: 0, ahead: 1 },
    ...{ usedMs: 0, openMayFail: false, firstDueMs: null, axisFromMonotonicMs: 0 },
  }
  return { session, heard, drive }
}

test('a load goes on without it, and its results say why', async () => {
  const { session, heard, drive } = await sessionWith(async () => 'listen EPERM')
  expect(heard).toMatchObject([{ kind: 'ready' }])
  expect(JSON.stringify(heard)).not.toContain('warmed up')
  const driving = session.handle(drive)
  for (const phase of ['warmup', 'measured'] as const)
    await session.handle({ kind: 'requests', phase, dealt: [], last: true })
  await driving
  const driven = heard.find(({ kind }) => kind === 'driven')
  expect(driven).toMatchObject({
    identity: { notices: expect.arrayContaining([expect.stringMatching(/could not be warmed up.*: listen EPERM$/)]) },
  })
})

test.each(['close', 'stop', 'drain'] as const)('%s ends it', async (kind) => {
  let ended = false
  const { session, drive } = await sessionWith(
    ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          ended = true
          resolve(null)
        })
      }),
  )
  const driving = kind === 'close' ? null : session.handle(drive)
  await session.handle({ kind })
  if (driving !== null)
    for (const phase of ['warmup', 'measured'] as const)
      await session.handle({ kind: 'requests', phase, dealt: [], last: true })
  await driving
  expect(ended).toBe(true)
})

test('what another program sends to the server of a warm-up ends its connection, and nothing else', async () => {
  const server = await startEchoServer()
  closers.push(() => server.close())
  const { port } = new URL(server.url)
  for (const body of ['{', 'null', '7']) {
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`POST /v1/completions HTTP/1.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    await once(socket.resume(), 'close')
  }
  const answer = await fetch(`${server.url}/completions`, { method: 'POST', body: '{"max_tokens": 2}' })
  expect(await answer.json()).toMatchObject({ choices: [{ text: ' word word' }], usage: { completion_tokens: 2 } })
  expect(server.asked()).toBe(1)
})
