import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createOpenAiClient } from '../src/index.js'
import { kernel } from './support/kernel.js'
import { aPlannedRequest } from './support/planned.js'
import { good } from './support/wire.js'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** An engine that listens on a socket of the file system only, and notes the hosts that it was asked as. */
async function startOnSocket() {
  const folder = await mkdtemp(join(tmpdir(), 'socket-'))
  ends.push(() => rm(folder, { recursive: true }))
  const socketPath = join(folder, 'engine.sock')
  const hosts: (string | undefined)[] = []
  const server = createServer((request, response) => {
    hosts.push(request.headers.host)
    if (request.method === 'GET') {
      const known = request.url === '/v1/models'
      return void response
        .writeHead(known ? 200 : 404)
        .end(known ? '{"object":"list","data":[{"id":"test-model"}]}' : '{}')
    }
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const each of good) response.write(each)
    response.end()
  })
  server.listen(socketPath)
  await once(server, 'listening')
  ends.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  return { socketPath, hosts }
}

test('a server on a unix socket is reached, asked as the URL names it, and no proxy stands between', async () => {
  const { socketPath, hosts } = await startOnSocket()
  const env = { HTTP_PROXY: 'http://127.0.0.1:1' }
  const client = createOpenAiClient({ url: 'http://engine.test/v1', socketPath, env, transports: [kernel] })
  ends.push(() => client.close())
  await client.open({ connections: 2 })
  expect(await client.send(aPlannedRequest())).toMatchObject({
    errorClass: null,
    outputTokens: 3,
    transport: 'raw',
    connectionReused: true,
    maxReadLatenessMs: null,
  })
  expect(client.identity.notices).toContainEqual(expect.stringMatching(/^Stamps are those of the raw transport.*: /))
  expect(new Set(hosts)).toEqual(new Set(['engine.test']))
})

test('a socket that is not there is named as any server that cannot be reached', async () => {
  const socketPath = join(tmpdir(), 'no-such-engine.sock')
  const client = createOpenAiClient({ url: 'http://engine.test/v1', socketPath, dialect: 'vllm', env: {} })
  ends.push(() => client.close())
  await expect(client.open({ connections: 1 })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('no-such-engine.sock'),
  })
})

test.each(['undici', 'fetch'] as const)(
  '%s does not connect to unix sockets, and says so before anything is sent',
  (transport) => {
    const make = () =>
      createOpenAiClient({ url: 'http://engine.test/v1', socketPath: '/run/engine.sock', transport, env: {} })
    expect(make).toThrow(/does not connect to a unix socket/)
  },
)
