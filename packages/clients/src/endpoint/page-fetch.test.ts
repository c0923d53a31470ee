import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageFetch } from './page-fetch.js'

const seen: string[] = []
const server = createServer((request, response) => {
  seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'} ${request.headers.connection}`)
  if (request.url === '/silent') return
  if (request.url === '/endless') {
    const write = () => {
      while (response.write('x'.repeat(65_536)));
    }
    response.on('drain', write)
    return write()
  }
  if (request.url === '/odd') return void response.socket?.end('HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\nno')
  if (request.url === '/empty') return void response.writeHead(204).end()
  response.writeHead(200, { 'content-type': 'text/plain' }).end('up 1\n')
})
let root = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const init = (signal = new AbortController().signal) => ({
  headers: { Authorization: 'Bearer k' },
  redirect: 'manual' as const,
  signal,
})

test('reads a page with the headers it is given, on a connection that ends with it', async () => {
  const fetch = pageFetch({ url: `${root}/v1`, env: {} })
  const page = await fetch(`${root}/metrics?a=1`, init())
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'text/plain', 'up 1\n'])
  expect((await fetch(`${root}/empty`, init())).status).toBe(204)
  expect(seen).toEqual(['GET /metrics?a=1 Bearer k close', 'GET /empty Bearer k close'])
  await expect.poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(0)
})

test('is stopped by its signal, before and during the body', async () => {
  const fetch = pageFetch({ url: `${root}/v1`, env: {} })
  await expect(fetch(`${root}/silent`, init(AbortSignal.timeout(30)))).rejects.toThrow('aborted')
  const stop = new AbortController()
  const page = await fetch(`${root}/endless`, init(stop.signal))
  const reader = page.body?.getReader()
  await reader?.read()
  stop.abort()
  await expect(
    (async () => {
      for (;;) if ((await reader?.read())?.done) return
    })(),
  ).rejects.toThrow('aborted')
})

test('a page whose reading is given up closes its connection', async () => {
  const page = await pageFetch({ url: `${root}/v1`, env: {} })(`${root}/endless`, init())
  await page.body?.cancel()
  await expect.poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(0)
})

test('what cannot be reached is an error that says why', async () => {
  await expect(pageFetch({ url: 'http://127.0.0.1:1/v1', env: {} })('http://127.0.0.1:1/x', init())).rejects.toThrow(
    'ECONNREFUSED',
  )
})

test('another transport than sockets is left to the runtime', async () => {
  const fetch = (async () => new Response('mine')) as unknown as typeof globalThis.fetch
  const page = await pageFetch({ url: 'http://engine.test/v1', transport: 'fetch', fetch, env: {} })('http://x', init())
  expect(await page.text()).toBe('mine')
})

test('a status that no answer can have fails the page, and nothing else', async () => {
  const fetch = pageFetch({ url: `${root}/v1`, env: {} })
  await expect(fetch(`${root}/odd`, init())).rejects.toThrow('an answer that cannot be read')
  expect((await fetch(`${root}/metrics`, init())).status).toBe(200)
})
