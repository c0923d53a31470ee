import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import koffi from 'koffi'
import { afterEach, describe, expect, test } from 'vitest'
import { fileNumberOf } from './file-number.js'
import { kernelTransport } from '../src/index.js'
import { watchExchange } from './watch-exchange.js'

const kernel = await kernelTransport()
const works = kernel.cannotReach({ origin: new URL('http://127.0.0.1') }) === null
const URGENT = 1

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** Answers each request by these calls of `send`, all before the client can read. */
async function startSender(pieces: readonly { readonly text: string; readonly urgent?: boolean }[]) {
  const send = koffi.load(null).func('int64 send(int, const void *, uint64, int)') as (
    fd: number,
    bytes: Uint8Array,
    length: number,
    flags: number,
  ) => number
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {})
    socket.on('data', () => {
      for (const { text, urgent = false } of pieces)
        expect(Number(send(fileNumberOf(socket), Buffer.from(text), text.length, urgent ? URGENT : 0))).toBe(
          text.length,
        )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => server.close())
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

describe.skipIf(!works)('urgent data', () => {
  const head = { text: 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc' }
  const urgent = { text: '!', urgent: true }

  test.each([
    ['between two pieces of an answer', [head, urgent, { text: 'def' }]],
    ['before an answer', [urgent, head, { text: 'def' }]],
    ['twice', [head, urgent, { text: 'de' }, urgent, { text: 'f' }]],
    ['behind an answer', [head, { text: 'def' }, urgent]],
  ])('%s is passed over, and nothing stands still', async (_, pieces) => {
    const origin = await startSender(pieces)
    const transport = await kernel.create({ now: () => performance.now(), origin })
    ends.unshift(() => transport.close())
    const { seen, handler } = watchExchange()
    transport.dispatch({ method: 'GET', path: '/', headers: {}, body: null }, handler)
    await expect.poll(() => [seen.ended, seen.failure]).toEqual([true, ''])
    // The first of two urgent bytes is one of the stream, as any reader of TCP gets it.
    expect(seen.text.slice(0, 5)).toMatch(/^abc(def?|!d?)/)
  })
})
