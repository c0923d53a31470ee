import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { createOpenAiClient } from '../src/index.js'
import { aPlannedRequest } from './support/planned.js'
import { asEngine, startScriptedServer } from './support/scripted-server.js'
import { good, stream } from './support/wire.js'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const certificate = fixture('test-only-certificate.pem')
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function startTls() {
  const server = await startScriptedServer(asEngine(stream(...good)), {
    key: fixture('test-only-key.pem'),
    cert: certificate,
  })
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
    const before = server.connections()
    const result = await client.send(aPlannedRequest())
    expect(result).toMatchObject({ errorClass: null, outputTokens: 3, connectionReused: true })
    expect(server.connections()).toBe(before)
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
