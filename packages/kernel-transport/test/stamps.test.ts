import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { TransportOptions } from '@sagellm-benchmark/clients/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { kernelTransport } from '../src/index.js'
import { watchExchange } from './watch-exchange.js'

const kernel = await kernelTransport()
const works = kernel.cannotReach({ origin: new URL('http://127.0.0.1') }) === null
const now = () => performance.now()

/** A server in a thread of its own, which answers at once and goes on when it is told to, however busy this thread is. */
const program = `
const { createServer } = require('node:net')
const { parentPort, workerData } = require('node:worker_threads')
const told = new Int32Array(workerData)
const head = 'HTTP/1.1 200 OK\\r\\ncontent-length: 200003\\r\\n\\r\\n'
const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.on('data', () => {
    socket.write(head + 'abc', () => {
      Atomics.wait(told, 0, 0)
      // What is written to the loopback interface has been received when the write returns.
      socket.write(Buffer.alloc(200000, 120), () => {})
      Atomics.store(told, 1, 1)
      Atomics.notify(told, 1)
    })
  })
})
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function startServer() {
  const told = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(program, { eval: true, workerData: told.buffer })
  ends.push(() => worker.terminate())
  const [port] = (await once(worker, 'message')) as [number]
  return {
    origin: new URL(`http://127.0.0.1:${port}`),
    /** Lets the server go on, and returns when it has written: this thread stands still meanwhile. */
    goOn() {
      Atomics.store(told, 0, 1)
      Atomics.notify(told, 0)
      Atomics.wait(told, 1, 0)
    },
  }
}

async function transportTo(options: Pick<TransportOptions, 'origin'>) {
  const transport = await kernel.create({ now, ...options })
  ends.push(() => transport.close())
  return transport
}

const request = { method: 'GET', path: '/', headers: {}, body: null } as const

describe.skipIf(!works)('the kernel transport', () => {
  test('stamps bytes when they arrive, however long the client stands still', async () => {
    const server = await startServer()
    const transport = await transportTo(server)
    const { seen, handler } = watchExchange()
    transport.dispatch(request, handler)
    await expect.poll(() => seen.pieces.length).toBe(1)

    const before = now()
    server.goOn()
    const written = now()
    // Whatever is read from here on was written before.
    await expect.poll(() => seen.ended).toBe(true)

    const arrived = seen.pieces[1] as (typeof seen.pieces)[number]
    const { clockErrorMs, ...lateness } = transport.takeLateness?.() ?? { clockErrorMs: Number.NaN, reads: 0, maxMs: 0 }
    expect(arrived.at).toBeGreaterThanOrEqual(before - clockErrorMs)
    expect(arrived.at).toBeLessThanOrEqual(written + clockErrorMs)
    expect(arrived.readAt).toBeGreaterThan(written)
    expect(seen.late.at(-1)).toBe(lateness.maxMs)
    expect(lateness.maxMs).toBeGreaterThan(written - arrived.at - clockErrorMs)
    expect(lateness.reads).toBeGreaterThan(1)
  })

  test('an answer larger than its buffer arrives whole', async () => {
    const server = await startServer()
    const transport = await transportTo(server)
    const { seen, handler } = watchExchange()
    transport.dispatch(request, handler)
    await expect.poll(() => seen.pieces.length).toBe(1)
    server.goOn()
    await expect.poll(() => seen.ended).toBe(true)
    expect(seen.pieces.reduce((sum, { length }) => sum + length, 0)).toBe(200_003)
    expect(seen.pieces.map(({ at }) => at)).toEqual(seen.pieces.map(({ at }) => at).sort((a, b) => a - b))
  })

  test('hears nothing more of a connection that it has closed', async () => {
    const server = await startServer()
    const transport = await transportTo(server)
    const { seen, handler } = watchExchange()
    const exchange = transport.dispatch(request, handler)
    await expect.poll(() => seen.pieces.length).toBe(1)
    exchange.abort()
    server.goOn()
    await sleep(20)
    expect(seen).toMatchObject({ pieces: [{ length: 3 }], ended: false, failure: '' })
    await transport.close()
    await transport.close()
  })

  test('opens connections ahead, and names a server that is not there', async () => {
    const server = await startServer()
    const transport = await transportTo(server)
    expect(await transport.open(3)).toBe(3)
    const nowhere = await transportTo({ origin: new URL('http://127.0.0.1:1') })
    await expect(nowhere.open(1)).rejects.toMatchObject({ code: 'unavailable' })
  })
})

test('what it cannot reach it says', async () => {
  const reason = (url: string, socketPath?: string) =>
    kernel.cannotReach({ origin: new URL(url), ...(socketPath === undefined ? {} : { socketPath }) })
  expect(reason('https://127.0.0.1')).toMatch(works ? /plain http/ : /./)
  expect(reason('http://127.0.0.1', '/run/engine.sock')).toMatch(works ? /unix socket/ : /./)
  expect(await kernelTransport()).toBe(kernel)
})
