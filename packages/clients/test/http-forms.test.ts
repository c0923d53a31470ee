import { expect, test } from 'vitest'
import { createOpenAiClient } from '../src/index.js'
import { kernel } from './support/kernel.js'
import { overEveryTransport } from './support/over-every-transport.js'
import { aPlannedRequest } from './support/planned.js'
import { asEngine, type Script, startScriptedServer } from './support/scripted-server.js'
import { good, httpChunk, sseHead, stream, streamBytes } from './support/wire.js'

// The forms that HTTP/1 allows for one and the same answer.

const body = good.join('')
const type = 'content-type: text/event-stream\r\n'
/** Writes the pieces one after the other, each in a packet of its own. */
const writes =
  (...pieces: (string | Buffer)[]): Script =>
  async (socket) => {
    for (const piece of pieces) {
      socket.write(piece)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
const thenEnd =
  (script: Script): Script =>
  async (socket, request) => {
    await script(socket, request)
    socket.end()
  }
const large = `x-large: ${'x'.repeat(20_000)}\r\n`

const forms: readonly (readonly [string, Script])[] = [
  ['trailers after the last chunk', writes(sseHead, httpChunk(body), '0\r\nx-checksum: 1\r\nx-more: 2\r\n\r\n')],
  ['chunk extensions', writes(sseHead, `${body.length.toString(16)};name=value\r\n${body}\r\n0;last\r\n\r\n`)],
  ['100 Continue before it', writes('HTTP/1.1 100 Continue\r\n\r\n', streamBytes(...good))],
  ['Early Hints before it', writes('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', streamBytes(...good))],
  ['HTTP/1.0, until the connection closes', thenEnd(writes(`HTTP/1.0 200 OK\r\n${type}\r\n`, body))],
  ['HTTP/1.0 with a length', thenEnd(writes(`HTTP/1.0 200 OK\r\n${type}content-length: ${body.length}\r\n\r\n`, body))],
  ['HTTP/1.1 without a length, until the connection closes', thenEnd(writes(`HTTP/1.1 200 OK\r\n${type}\r\n`, body))],
  ['a length', writes(`HTTP/1.1 200 OK\r\n${type}content-length: ${body.length}\r\n\r\n`, body)],
  [
    'Connection: close, and closed',
    thenEnd(writes(sseHead.replace(type, `${type}connection: close\r\n`), httpChunk(body), '0\r\n\r\n')),
  ],
  [
    'Connection: close, and left open',
    writes(sseHead.replace(type, `${type}Connection: Close\r\n`), httpChunk(body), '0\r\n\r\n'),
  ],
  ['a head in pieces of one byte', writes(...sseHead.slice(0, 30), sseHead.slice(30), httpChunk(body), '0\r\n\r\n')],
  ['no reason phrase', writes(sseHead.replace('200 OK', '200'), httpChunk(body), '0\r\n\r\n')],
]

overEveryTransport(({ transport, start }) => {
  test.each(forms)('%s', async (form, script) => {
    // undici, and Node's fetch with it, breaks off at a 100 that it has not asked for.
    if (form.startsWith('100') && transport !== 'raw') return
    const { client } = await start(script)
    // The second shows that what was left of the first connection does no harm.
    for (let request = 0; request < 2; request += 1)
      expect(await client.send(aPlannedRequest(), { keepText: true })).toMatchObject({
        errorClass: null,
        outputText: 'abc',
        outputTokens: 3,
        finishReason: 'length',
      })
  })

  test('a head of 20 KB is read; fetch has its own limit, which is named', async () => {
    const { client } = await start(writes(sseHead.replace(type, `${type}${large}`), httpChunk(body), '0\r\n\r\n'))
    const { errorClass } = await client.send(aPlannedRequest())
    expect(errorClass).toBe(transport === 'fetch' ? 'response_too_large' : null)
  })

  test('a server that shuts its side down and still reads is done with the connection', async () => {
    const { client } = await start((socket, request) => {
      void stream(...good)(socket, request)
      // A half-close: the answer is whole, nothing follows, but the server keeps its receiving side open.
      socket.end()
      socket.resume()
    })
    for (let request = 0; request < 3; request += 1)
      expect((await client.send(aPlannedRequest())).errorClass).toBeNull()
  })

  test('an IPv6 address, and localhost where the server listens on IPv4 alone', async () => {
    for (const [host, name] of [
      ['::1', '[::1]'],
      ['127.0.0.1', 'localhost'],
    ] as const) {
      const server = await startScriptedServer(asEngine(stream(...good)), { host }).catch(() => null)
      // A machine without IPv6 has nothing to test.
      if (server === null) continue
      const client = createOpenAiClient({
        url: `http://${name}:${server.port}/v1`,
        transport,
        transports: [kernel],
        env: {},
      })
      try {
        expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: null, outputTokens: 3 })
      } finally {
        await client.close()
        await server.close()
      }
    }
  })
})
