import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { kernelClock, kernelTransport } from '../src/index.js'
import { type WatchedExchange, watchExchange } from './watch-exchange.js'

const kernel = await kernelTransport()
const works = kernel.cannotReach({ origin: new URL('http://127.0.0.1') }) === null

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A server of bare sockets. It leaves its side open when the client ends. */
async function startServer(serve: (socket: Socket) => void) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    ends.push(() => socket.destroy())
    socket.on('error', () => {})
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => server.close())
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

async function transportTo(origin: URL) {
  const transport = await kernel.create({ now: () => performance.now(), origin })
  ends.push(() => transport.close())
  return transport
}

const answer = (text: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`
const get = (path: string) => ({ method: 'GET', path, headers: {}, body: null }) as const

describe.skipIf(!works)('connections of the kernel transport', () => {
  test('a prompt of 16 MB waits for a server that does not read, and is whole when it does', async () => {
    const bytes = 16 * 1024 * 1024
    let accepted: Socket | undefined
    let received = 0
    const origin = await startServer((socket) => {
      accepted = socket
      socket.on('data', (piece: Buffer) => {
        received += piece.length
        if (received > bytes && piece.at(-1) === 0x7d) socket.write(answer(String(received)))
      })
      socket.pause()
    })
    const transport = await transportTo(origin)
    const { seen, handler } = watchExchange()
    transport.dispatch({ method: 'POST', path: '/', headers: {}, body: `${'x'.repeat(bytes)}}` }, handler)
    await expect.poll(() => seen.steps).toContain('connected')
    // Another connection goes on meanwhile: what cannot be written stops nothing.
    const beside = watchExchange()
    const other = await transportTo(await startServer((socket) => socket.on('data', () => socket.write(answer('ok')))))
    other.dispatch(get('/'), beside.handler)
    await expect.poll(() => beside.seen.ended).toBe(true)
    expect(seen.steps).not.toContain('sent')
    accepted?.resume()
    await expect.poll(() => seen.ended, { timeout: 120_000 }).toBe(true)
    expect(seen.steps).toEqual(['connected', 'sent'])
    expect(Number(seen.text)).toBeGreaterThan(bytes)
  })

  test('a server that refuses a large prompt before it has read it is understood, and the rest of the prompt is not taken for the next', async () => {
    let connections = 0
    const origin = await startServer((socket) => {
      connections += 1
      socket.write(answer('too long'))
    })
    const transport = await transportTo(origin)
    const { seen, handler } = watchExchange()
    const body = 'x'.repeat(16 * 1024 * 1024)
    transport.dispatch({ method: 'POST', path: '/', headers: {}, body }, handler)
    await expect.poll(() => [seen.ended, seen.text]).toEqual([true, 'too long'])
    expect(seen.steps).not.toContain('sent')
    const next = watchExchange()
    transport.dispatch(get('/'), next.handler)
    await expect.poll(() => [next.seen.ended, connections]).toEqual([true, 2])
  })

  test('a peer that ends its side after an answer gets no other request', async () => {
    let connections = 0
    const origin = await startServer((socket) => {
      connections += 1
      socket.on('data', () => socket.end(answer('once')))
    })
    const transport = await transportTo(origin)
    for (const expected of [1, 2, 3]) {
      const { seen, handler } = watchExchange()
      transport.dispatch(get('/'), handler)
      await expect.poll(() => [seen.ended, seen.text, seen.failure]).toEqual([true, 'once', ''])
      expect(connections).toBe(expected)
      // The end may come a moment after the answer, and then the next request would meet it: it is sent again, which costs a connection.
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })

  test.each([
    ['in the middle of an answer', (socket: Socket) => socket.end(answer('half of it').slice(0, -5)), 'half '],
    ['before an answer', (socket: Socket) => socket.end(), ''],
  ])('a peer that ends its side %s has failed', async (_, end, text) => {
    const origin = await startServer((socket) => socket.on('data', () => end(socket)))
    const transport = await transportTo(origin)
    const { seen, handler } = watchExchange()
    transport.dispatch(get('/'), handler)
    await expect.poll(() => seen.failure).toContain('closed the connection before the answer was complete')
    expect(seen).toMatchObject({ text, ended: false })
  })

  test('an answer without a length ends where the peer ends its side', async () => {
    const origin = await startServer((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nall of it')),
    )
    const transport = await transportTo(origin)
    const { seen, handler } = watchExchange()
    transport.dispatch(get('/'), handler)
    await expect.poll(() => [seen.ended, seen.text, seen.failure]).toEqual([true, 'all of it', ''])
  })

  test('of 1,000 connections, half of which close while the others are read, each hears its own bytes only', async () => {
    const origin = await startServer((socket) =>
      socket.on('data', (request: Buffer) => {
        const path = String(request).split(' ', 2)[1] as string
        socket.write(answer(path.repeat(50)))
      }),
    )
    const transport = await transportTo(origin)
    const exchanges = Array.from({ length: 1000 }, (_, index) => {
      const watched = watchExchange()
      const exchange = transport.dispatch(get(`/first-${index}`), watched.handler)
      return { ...watched, exchange, index }
    })
    // Numbers of closed sockets go to new ones while events of the old ones may still wait.
    const again: WatchedExchange[] = []
    const aborted = new Set<number>()
    const onSome = (index: number) => {
      const victim = exchanges[(index * 7 + 1) % 1000] as (typeof exchanges)[number]
      if (victim.seen.ended || aborted.has(victim.index)) return
      victim.exchange.abort()
      aborted.add(victim.index)
      const watched = watchExchange()
      again.push(watched)
      transport.dispatch(get(`/again-${again.length - 1}`), watched.handler)
    }
    for (const { handler, index } of exchanges) {
      const { onBody } = handler
      handler.onBody = (...piece) => {
        onBody(...piece)
        if (index % 2 === 0 && aborted.size < 500) onSome(index)
      }
    }
    const whole = () =>
      exchanges.every(({ seen, index }) => aborted.has(index) || seen.ended) && again.every(({ seen }) => seen.ended)
    await expect.poll(whole, { timeout: 120_000 }).toBe(true)
    expect(aborted.size).toBeGreaterThan(100)
    for (const { seen, index } of exchanges) {
      if (!aborted.has(index)) expect([seen.text, seen.failure]).toEqual([`/first-${index}`.repeat(50), ''])
    }
    for (const [index, { seen }] of again.entries())
      expect([seen.text, seen.failure]).toEqual([`/again-${index}`.repeat(50), ''])
  })

  test('a program that is started meanwhile holds none of its files', async () => {
    const origin = await startServer((socket) => socket.on('data', () => socket.write(answer('ok'))))
    const transport = await transportTo(origin)
    await kernelClock()
    expect(await transport.open(3)).toBe(3)
    const { stdout } = await promisify(execFile)('ls', ['-l', '/proc/self/fd'])
    expect(stdout).toMatch(/->/)
    expect(stdout).not.toMatch(/eventpoll|timerfd/)
  })
})
