import { expect, test } from 'vitest'
import { overEveryTransport } from './support/over-every-transport.js'
import { good, httpChunk, sseHead, tokenEvent } from './support/wire.js'

overEveryTransport(({ record }) => {
  test('a server that accepts and says nothing ends at the limit to the first token', async () => {
    const result = await record(() => {}, { timeouts: { firstTokenMs: 40 } })
    expect(result).toMatchObject({ errorClass: 'first_token_timeout', headersAt: null, chunkCount: 0 })
  })

  test('headers without a token end at the same limit', async () => {
    const result = await record((socket) => void socket.write(sseHead), { timeouts: { firstTokenMs: 1000 } })
    expect(result).toMatchObject({ errorClass: 'first_token_timeout', httpStatus: 200, chunkCount: 0 })
  })

  test('half a header block ends at the same limit', async () => {
    const result = await record((socket) => void socket.write(sseHead.slice(0, 30)), { timeouts: { firstTokenMs: 40 } })
    expect(result).toMatchObject({ errorClass: 'first_token_timeout', headersAt: null })
  })

  test('comments are no tokens: they keep no request alive', async () => {
    const result = await record(
      (socket) => {
        socket.write(sseHead)
        const timer = setInterval(() => socket.write(httpChunk(': keep-alive\n\n')), 10)
        socket.on('close', () => clearInterval(timer))
      },
      { timeouts: { firstTokenMs: 150 } },
    )
    expect(result).toMatchObject({ errorClass: 'first_token_timeout', chunkCount: 0 })
  })

  test('a stall ends at the limit between tokens', async () => {
    const result = await record((socket) => void socket.write(sseHead + httpChunk(tokenEvent('a')).toString()), {
      timeouts: { interTokenMs: 40 },
    })
    expect(result).toMatchObject({ errorClass: 'inter_token_timeout', chunkCount: 1 })
  })

  test('an endless stream ends at the total limit', async () => {
    const result = await record(
      (socket) => {
        socket.write(sseHead)
        const timer = setInterval(() => socket.write(httpChunk(tokenEvent('a'))), 5)
        socket.on('close', () => clearInterval(timer))
      },
      { timeouts: { totalMs: 1000 } },
    )
    expect(result.errorClass).toBe('total_timeout')
    expect(result.chunkCount).toBeGreaterThan(0)
  })

  test('slow headers within the limits are only slow', async () => {
    const result = await record(async (socket) => {
      for (const byte of sseHead) {
        socket.write(byte)
        await new Promise(setImmediate)
      }
      socket.write(`${httpChunk(good.join(''))}0\r\n\r\n`)
    })
    expect(result).toMatchObject({ errorClass: null, outputTokens: 3 })
  })

  test('an answer that is not streamed has only the total limit', async () => {
    const result = await record(
      () => {},
      { timeouts: { firstTokenMs: 1, interTokenMs: 1, totalMs: 60 } },
      { stream: false },
    )
    // What a transport that sees no connection waits for cannot be distinguished; it is a time limit all the same.
    expect(result.errorClass).toBe('total_timeout')
  })
})
