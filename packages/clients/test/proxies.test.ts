import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { createOpenAiClient, waitUntilReady } from '../src/index.js'
import { aPlannedRequest } from './support/planned.js'
import { startProxy } from './support/proxy.js'
import { asEngine, startScriptedServer } from './support/scripted-server.js'
import { good, stream } from './support/wire.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})
const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const tls = { key: fixture('test-only-key.pem'), cert: fixture('test-only-certificate.pem') }

async function start({ secure = false, refusal = null as number | null } = {}) {
  const server = await startScriptedServer(asEngine(stream(...good)), secure ? tls : undefined)
  const proxy = await startProxy(server.port, refusal)
  open.push(server, proxy)
  return { server, proxy }
}

describe.each(['auto', 'raw', 'undici'] as const)('plain http through a proxy, with transport %s', (transport) => {
  test('is handed to it, over connections that are kept and stamped like any others', async () => {
    const { proxy } = await start()
    const env = { http_proxy: proxy.url.replace('//', '//me:pass%20word@') }
    const client = createOpenAiClient({ url: 'http://engine.test:8000/v1', transport, env })
    open.push(client)
    await client.open({ connections: 2 })
    const records = [await client.send(aPlannedRequest()), await client.send(aPlannedRequest())]
    for (const each of records)
      expect(each).toMatchObject({ errorClass: null, outputTokens: 3, connectionReused: true })
    expect(client.identity).toMatchObject({
      transport: transport === 'auto' ? 'raw' : transport,
      stampSource: 'socket_read',
    })
    expect(proxy.seen).toContain(`POST engine.test:8000 Basic ${btoa('me:pass word')}`)
  })
})

test('https goes through a tunnel, by undici, with the stamp marked as coarser', async () => {
  const { proxy } = await start({ secure: true })
  const client = createOpenAiClient({ url: 'https://engine.test/v1', insecure: true, env: { HTTPS_PROXY: proxy.url } })
  open.push(client)
  expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: null, outputTokens: 3, transport: 'undici' })
  expect(client.identity).toMatchObject({ transport: 'undici', stampSource: 'body_chunk' })
  expect(new Set(proxy.seen)).toEqual(new Set(['CONNECT engine.test:443']))
})

test.each(['http://engine.test/v1', 'https://engine.test/v1'])(
  'a proxy that demands a password for %s is named at once',
  async (url) => {
    const { proxy } = await start({ refusal: 407 })
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url }
    await expect(waitUntilReady({ url, env, waitMs: 3_600_000 })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('407'),
      hint: expect.stringContaining('USER:PASSWORD'),
    })
    const client = createOpenAiClient({ url, env, model: 'm', dialect: 'vllm' })
    open.push(client)
    const record = await client.send(aPlannedRequest())
    expect(record.errorClass).toBe(url.startsWith('https') ? 'connect_failed' : 'auth')
    expect(record.errorMessage).toContain('407')
  },
)

test('a tunnel that the proxy cannot open yet may be waited for', async () => {
  const { proxy } = await start({ refusal: 502 })
  const wait = waitUntilReady({
    url: 'https://engine.test/v1',
    env: { HTTPS_PROXY: proxy.url },
    waitMs: 9000,
    pollMs: 10_000,
  })
  await expect(wait).rejects.toMatchObject({ code: 'deadline_exceeded', message: expect.stringContaining('502') })
})

test('a proxy is bypassed for this machine', async () => {
  const { server, proxy } = await start()
  const client = createOpenAiClient({ url: server.url, env: { http_proxy: proxy.url, ALL_PROXY: proxy.url } })
  open.push(client)
  expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: null, transport: 'raw' })
  expect(proxy.seen).toEqual([])
})

test('a transport that cannot tunnel is refused', () => {
  const env = { HTTPS_PROXY: 'http://p:1' }
  expect(() => createOpenAiClient({ url: 'https://engine.test/v1', transport: 'raw', env })).toThrow(
    /cannot use the proxy p:1/,
  )
})
