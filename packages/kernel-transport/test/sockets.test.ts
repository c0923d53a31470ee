import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { dialer, inTurns } from '../src/dialer.js'
import { kernelTransport } from '../src/index.js'
import { KernelSocket } from '../src/kernel-socket.js'
import { type Libc, openLibc } from '../src/libc.js'
import { writeAddress } from '../src/socket-address.js'
import { openSocketHost, type SocketHost } from '../src/socket-host.js'
import { silentListener } from './silent-listener.js'
import { watchExchange } from './watch-exchange.js'

const kernel = await kernelTransport()
const works = kernel.cannotReach({ origin: new URL('http://127.0.0.1') }) === null
/** A port of this machine on which nobody listens. */
const CLOSED = 1

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Greets every connection. @returns its port. */
async function startGreeter(address: string): Promise<number> {
  const accepted: Socket[] = []
  const server = createServer((socket) => {
    accepted.push(socket.on('error', () => {}))
    socket.write('hello')
  })
  server.listen(0, address)
  await once(server, 'listening')
  ends.push(() => {
    for (const each of accepted) each.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

describe.skipIf(!works)('sockets of the system', () => {
  let libc: Libc
  let host: SocketHost
  beforeAll(() => {
    libc = openLibc()
    host = openSocketHost(libc, () => performance.now())
  })
  afterAll(() => host.close())

  /** Notes what a socket tells. */
  function watchedSocket() {
    const told = { connected: 0, read: '', closed: 0, errors: [] as Error[] }
    const socket = new KernelSocket(host, {
      onConnected: () => void (told.connected += 1),
      onStampedRead: (bytes, length) => void (told.read += Buffer.from(bytes.subarray(0, length)).toString()),
      onPeerEnded() {},
      onBroken: (error) => void told.errors.push(error),
      onClosed: () => void (told.closed += 1),
      flag() {},
    })
    ends.push(() => socket.destroy())
    return { socket, told }
  }

  test('the second place is taken where the first refuses, and nothing is read of the first', async () => {
    const port = await startGreeter('127.0.0.1')
    const { socket, told } = watchedSocket()
    socket.connect([
      { address: '127.0.0.1', port: CLOSED },
      { address: '127.0.0.1', port },
    ])
    await expect.poll(() => told.read).toBe('hello')
    expect(told).toMatchObject({ connected: 1, errors: [], closed: 0 })
  })

  test('the second place is taken where the first does not answer', async () => {
    const { port: silent, close } = silentListener(libc)
    ends.push(close)
    const port = await startGreeter('127.0.0.1')
    const { socket, told } = watchedSocket()
    socket.connect([
      { address: '127.0.0.1', port: silent },
      { address: '127.0.0.1', port },
    ])
    await expect.poll(() => told.read).toBe('hello')
    expect(told).toMatchObject({ connected: 1, errors: [] })
  })

  test('an IPv6 address is reached', async () => {
    const port = await startGreeter('::1')
    const { socket, told } = watchedSocket()
    socket.connect([{ address: '::1', port }])
    await expect.poll(() => told.read).toBe('hello')
  })

  test('the one place that refuses is named', async () => {
    const { socket, told } = watchedSocket()
    socket.connect([{ address: '127.0.0.1', port: CLOSED }])
    await expect.poll(() => told.closed).toBe(1)
    expect(told.errors).toEqual([
      expect.objectContaining({ message: `connect ECONNREFUSED 127.0.0.1:${CLOSED}`, code: 'ECONNREFUSED' }),
    ])
    expect(told.connected).toBe(0)
  })

  test('of several places that refuse, each is named', async () => {
    const { socket, told } = watchedSocket()
    socket.connect([
      { address: '::1', port: CLOSED },
      { address: '127.0.0.1', port: CLOSED },
    ])
    await expect.poll(() => told.closed).toBe(1)
    const error = told.errors[0] as AggregateError & { readonly code: string }
    expect(error.code).toBe('ECONNREFUSED')
    expect(error.errors.map((each: Error) => each.message)).toEqual([
      `connect ECONNREFUSED ::1:${CLOSED}`,
      `connect ECONNREFUSED 127.0.0.1:${CLOSED}`,
    ])
  })

  test('a socket that was given up before it was connected tells nothing more', async () => {
    const port = await startGreeter('127.0.0.1')
    const { socket, told } = watchedSocket()
    socket.connect([{ address: '127.0.0.1', port }])
    socket.destroy()
    socket.connect([{ address: '127.0.0.1', port }])
    const after = watchedSocket()
    after.socket.connect([{ address: '127.0.0.1', port }])
    await expect.poll(() => after.told.read).toBe('hello')
    expect(told).toEqual({ connected: 0, read: '', closed: 1, errors: [] })
  })

  test('a name that nobody knows is told in the words of the resolver', async () => {
    const exchange = watchExchange()
    const transport = await kernel.create({ now: () => performance.now(), origin: new URL('http://nobody.invalid') })
    ends.push(() => transport.close())
    transport.dispatch({ method: 'GET', path: '/', headers: {}, body: null }, exchange.handler)
    await expect.poll(() => exchange.seen.failure).toMatch(/getaddrinfo \w+ nobody\.invalid/)
  })

  test('a name is looked up, and one of its addresses taken', async () => {
    const port = await startGreeter('127.0.0.1')
    const dial = dialer(host, { origin: new URL(`http://localhost:${port}`) })
    let connected = false
    const connection = {
      attach: (socket: { destroy(): void }) => void ends.push(() => socket.destroy()),
      onConnected: () => void (connected = true),
      onStampedRead() {},
      onPeerEnded() {},
      onBroken() {},
      onClosed() {},
      flag() {},
    }
    dial(connection as unknown as Parameters<typeof dial>[0])
    await expect.poll(() => connected).toBe(true)
  })

  test('no file is left open by connections that were refused, answered or given up', async () => {
    const port = await startGreeter('127.0.0.1')
    const openFiles = async () => (await readdir('/proc/self/fd')).length
    const before = await openFiles()
    for (let turn = 0; turn < 100; turn += 1) {
      const refused = watchedSocket()
      refused.socket.connect([
        { address: '127.0.0.1', port: CLOSED },
        { address: '::1', port: CLOSED },
      ])
      const given = watchedSocket()
      given.socket.connect([{ address: '127.0.0.1', port }])
      given.socket.destroy()
      const answered = watchedSocket()
      answered.socket.connect([{ address: '127.0.0.1', port }])
      await expect.poll(() => [refused.told.closed, answered.told.read]).toEqual([1, 'hello'])
      answered.socket.destroy()
    }
    // The server's own sides close a moment later.
    await expect.poll(async () => (await openFiles()) - before, { timeout: 60_000 }).toBeLessThan(50)
  })
})

describe.skipIf(!works)('struct sockaddr', () => {
  const libc = works ? openLibc() : (undefined as never)
  const written = (address: string, port: number) => {
    const memory = libc.allocate(28)
    const { family, length } = writeAddress(libc, memory, { address, port })
    return { family, bytes: memory.bytes.subarray(0, length).toString('hex') }
  }

  test('of an IPv4 address', () => {
    expect(written('192.0.2.7', 8000)).toEqual({ family: 2, bytes: `02001f40c0000207${'00'.repeat(8)}` })
  })

  test('of an IPv6 address', () => {
    const bytes = `0a001f4000000000${'20010db8'}${'00'.repeat(11)}0100000000`
    expect(written('2001:db8::1', 8000)).toEqual({ family: 10, bytes })
  })

  test.each([
    ['fe80::1%lo', '01000000'],
    ['fe80::1%7', '07000000'],
  ])('of an IPv6 address with a zone, %s', (address, zone) => {
    expect(written(address, 1).bytes.slice(-8)).toBe(zone)
  })

  test.each(['localhost', '', '1.2.3', ':::'])('%s is refused', (address) => {
    expect(() => written(address, 1)).toThrow('is no address')
  })
})

test('families take turns, and that of the first address begins', () => {
  const found = (...families: number[]) => families.map((family, at) => ({ family, address: String(at) }))
  expect(inTurns(found(6, 6, 4, 4, 4)).map(({ address }) => address)).toEqual(['0', '2', '1', '3', '4'])
  expect(inTurns(found(4, 4))).toHaveLength(2)
  expect(inTurns([])).toEqual([])
})
