import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { createOpenAiClient, waitUntilReady } from '../src/index.js'
import { aPlannedRequest } from './support/planned.js'
import { asEngine, startScriptedServer } from './support/scripted-server.js'
import { good, stream } from './support/wire.js'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const certificate = fixture('test-only-certificate.pem')
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function startTls(options: TlsOptions = {}) {
  const own = { key: fixture('test-only-key.pem'), cert: certificate, ...options }
  const server = await startScriptedServer(asEngine(stream(...good)), own)
  open.push(server)
  return server
}

describe.each(['raw', 'undici'] as const)('TLS over %s', (transport) => {
  test.each(['127.0.0.1', 'localhost'])('a server at %s whose authority is given is trusted', async (host) => {
    const server = await startTls()
    const url = server.url.replace('127.0.0.1', host)
    const client = createOpenAiClient({ url, transport, ca: certificate, env: {} })
    open.push(client)
    await client.open({ connections: 2 })
    const result = await client.send(aPlannedRequest())
    expect(result).toMatchObject({ errorClass: null, outputTokens: 3, connectionReused: true })
  })

  test('a certificate that nobody vouches for is refused, before anything is sent', async () => {
    const server = await startTls()
    const client = createOpenAiClient({ url: server.url, transport, model: 'test-model', dialect: 'vllm', env: {} })
    open.push(client)
    expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: 'tls_failed', httpStatus: null })
    await expect(client.open({ connections: 1 })).rejects.toMatchObject({ code: 'unavailable' })
    expect(server.seen).toEqual([])
  })

  test('with the check left out it is taken, and the record and the notices say so', async () => {
    const server = await startTls()
    const client = createOpenAiClient({ url: server.url, transport, insecure: true, env: {} })
    open.push(client)
    await client.open({ connections: 1 })
    const result = await client.send(aPlannedRequest())
    expect(result).toMatchObject({ errorClass: null, outputTokens: 3, flags: ['tls_unverified'] })
    expect(client.identity.notices.join()).toContain('certificate of the server was not checked')
  })
})

const clientCertificate = { cert: certificate, key: fixture('test-only-key.pem') }

describe.each(['raw', 'undici'] as const)('a server that demands a certificate, over %s', (transport) => {
  const demanding = { requestCert: true, rejectUnauthorized: true, ca: certificate }

  test('takes the request of a client that shows one', async () => {
    const { url } = await startTls(demanding)
    const client = createOpenAiClient({ url, transport, ca: certificate, clientCertificate, env: {} })
    open.push(client)
    expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: null, outputTokens: 3 })
  })

  test('refuses one that shows none', async () => {
    const { url } = await startTls(demanding)
    const known = { model: 'test-model', dialect: 'vllm' }
    const client = createOpenAiClient({ url, transport, ca: certificate, env: {}, ...known })
    open.push(client)
    expect((await client.send(aPlannedRequest())).errorClass).toMatch(/^(tls_failed|connection_reset)$/)
  })
})

describe.each(['raw', 'undici', 'fetch'] as const)('waiting for a server over %s ends at once', (transport) => {
  /** An hour: a test that waits for it does not end. */
  const wait = (url: string, more = {}) => waitUntilReady({ url, transport, waitMs: 3_600_000, env: {}, ...more })
  const otherName = fixture('test-only-other-name.pem')
  const expired = fixture('test-only-expired.pem')

  test.each([
    ['self-signed', {}, {}, /self-signed.*--ca-file.*--insecure/],
    ['of another name', { cert: otherName }, { ca: otherName }, /another name/],
    ['expired', { cert: expired }, { ca: expired }, /expired.*clock/],
  ])('where its certificate is %s', async (_, server, client, hint) => {
    if (transport === 'fetch' && 'ca' in client) return
    const { url } = await startTls(server)
    await expect(wait(url, client)).rejects.toMatchObject({ code: 'unavailable', hint: expect.stringMatching(hint) })
  })

  test('where https meets http, and http meets https', async () => {
    const plain = createServer()
    open.push({ close: () => new Promise((resolve) => plain.close(() => resolve())) })
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const https = `https://127.0.0.1:${(plain.address() as AddressInfo).port}/v1`
    await expect(wait(https)).rejects.toMatchObject({ hint: expect.stringContaining('http:// instead of https://') })
    if (transport === 'fetch') return
    const secure = await startTls()
    const http = secure.url.replace('https:', 'http:')
    await expect(wait(http)).rejects.toMatchObject({ hint: expect.stringContaining('https:// instead of http://') })
  })
})
