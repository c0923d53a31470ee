import { once } from 'node:events'
import { get } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LiveServer, startLiveServer } from './live-server.js'

let server: LiveServer
let asked: { from: number; ended: boolean }[]

beforeEach(async () => {
  asked = []
  server = await startLiveServer({
    page: '<p>page</p>',
    metrics: () => 'sagellm_benchmark_in_flight 3\n',
    everyMs: 10,
    updateAfter(from, { ended }) {
      asked.push({ from, ended })
      return { text: JSON.stringify({ from, ended }), next: from + 1 }
    },
  })
})
afterEach(() => server.close())

const status = async (url: string, init?: RequestInit) => (await fetch(url, init)).status

test('the page is on the loopback address behind a token of 128 bits', async () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/)
  const answer = await fetch(server.url)
  expect([answer.status, await answer.text()]).toEqual([200, '<p>page</p>'])
  expect(answer.headers.get('cache-control')).toBe('no-store')
})

test('without the token, or with another method, nothing is served', async () => {
  const { origin, pathname } = new URL(server.url)
  const wrong = `${origin}${pathname.replace(/[0-9a-f]/g, (digit) => (digit === '0' ? '1' : '0'))}`
  expect(await status(origin)).toBe(404)
  expect(await status(wrong)).toBe(404)
  expect(await status(`${wrong}events`)).toBe(404)
  expect(await status(`${server.url}other`)).toBe(404)
  expect(await status(server.url, { method: 'POST' })).toBe(405)
  expect(asked).toEqual([])
})

test('the /metrics page stands behind the same token, in the text format of Prometheus', async () => {
  const answer = await fetch(`${server.url}metrics`)
  expect(answer.headers.get('content-type')).toContain('version=0.0.4')
  expect(await answer.text()).toBe('sagellm_benchmark_in_flight 3\n')
  expect(await status(`${new URL(server.url).origin}/metrics`)).toBe(404)
  // A page that is read makes no watcher.
  expect(asked).toEqual([])
})

test('a name that another site made point here is refused', async () => {
  const request = get(server.url, { headers: { host: 'evil.example' } })
  const [answer] = await once(request, 'response')
  answer.resume()
  expect(answer.statusCode).toBe(404)
})

test('a watcher gets at once what there is, then what is new, and at last that it is over', async () => {
  const answer = await fetch(`${server.url}events`)
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('"from":2')) text += (await reader.read()).value
  const closed = server.close()
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value
  await closed
  const events = text
    .split('\n\n')
    .filter(Boolean)
    .map((each) => JSON.parse(each.replace(/^data: /, '')))
  expect(events.map((each) => each.from)).toEqual(events.map((_, at) => at))
  expect(events.at(-1).ended).toBe(true)
  await expect(fetch(server.url)).rejects.toThrow()
})

test('a ninth watcher is turned away', async () => {
  const eight = await Promise.all(Array.from({ length: 8 }, () => fetch(`${server.url}events`)))
  expect(eight.map((each) => each.status)).toEqual(Array(8).fill(200))
  expect(await status(`${server.url}events`)).toBe(503)
})

test('a watcher who does not read cannot hold up the end', async () => {
  const { hostname, port, pathname, host } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.write(`GET ${pathname}events HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
  await once(socket, 'readable')
  socket.pause()
  await server.close()
  socket.destroy()
})
