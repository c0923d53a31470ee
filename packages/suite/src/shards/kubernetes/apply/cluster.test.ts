import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { afterEach, expect, test } from 'vitest'
import { clusterAt } from './cluster.js'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const never = new AbortController().signal
const place = { context: 'here', namespace: 'bench' }

async function listening(onRequest: RequestListener): Promise<string> {
  server = createServer(onRequest)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a server that never answers is given up after half a minute', async () => {
  const clock = virtualClock()
  let asked = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const address = await listening(() => asked())
  const cluster = clusterAt({ access: { server: address, authorize: async () => {} }, clock, ...place })
  const failed = expect(cluster.call({ path: '/api' }, never)).rejects.toMatchObject({
    code: 'deadline_exceeded',
    message: `the cluster at ${address} gave no answer within 30 s`,
  })
  await isAsked
  await clock.advance(30_000)
  await failed
})

test('so is a login that waits for somebody', async () => {
  const clock = virtualClock()
  const access = { server: 'https://cluster:6443/prefix', authorize: () => new Promise<void>(() => {}) }
  const call = clusterAt({ access, clock, ...place }).call({ path: '/api' }, never)
  const failed = expect(call).rejects.toMatchObject({ code: 'deadline_exceeded' })
  await clock.advance(30_000)
  await failed
})

test('a login that fails is one line, without the lines of the file that it repeats', async () => {
  const failing = async () => {
    throw new Error('bad plug-in\n  token: abcd')
  }
  const access = { server: 'https://cluster:6443', authorize: failing }
  const call = clusterAt({ access, clock: systemClock(), ...place }).call({ path: '/api' }, never)
  await expect(call).rejects.toThrow(/^cannot log in to the cluster at https:\/\/cluster:6443: bad plug-in$/)
})

test('the path of the address is kept, and the token of the user is a secret from then on', async () => {
  const seen: (string | undefined)[] = []
  const address = await listening(({ url, headers }, response) => {
    seen.push(url, headers.authorization)
    response.end('{"a":1}')
  })
  const authorize = async (options: { headers?: unknown }) => {
    Object.assign(options.headers as object, { Authorization: 'Bearer a-token-of-a-user' })
  }
  const cluster = clusterAt({ access: { server: `${address}/k8s/c-1/`, authorize }, clock: systemClock(), ...place })
  expect(await cluster.call({ path: '/api/v1?x=1' }, never)).toEqual({ status: 200, body: { a: 1 } })
  expect(seen).toEqual(['/k8s/c-1/api/v1?x=1', 'Bearer a-token-of-a-user'])
  expect(withoutSecrets('it is a-token-of-a-user')).not.toContain('a-token-of-a-user')
})

test('an answer that breaks off is one plain error', async () => {
  const address = await listening((_request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{', () => response.destroy())
  })
  const cluster = clusterAt({ access: { server: address, authorize: async () => {} }, clock: systemClock(), ...place })
  await expect(cluster.call({ path: '/api' }, never)).rejects.toThrow(/^the answer of the cluster broke off: /)
})
