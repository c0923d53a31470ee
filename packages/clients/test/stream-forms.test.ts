import { expect, test } from 'vitest'
import { aPlannedRequest } from './support/planned.js'
import { overEveryTransport } from './support/over-every-transport.js'
import { turnsOfTheLoop } from './support/turns-of-the-loop.js'
import {
  doneEvent,
  finishEvent,
  good,
  httpChunk,
  lastChunk,
  roleEvent,
  sseHead,
  stream,
  streamBytes,
  tokenEvent,
  usageEvent,
} from './support/wire.js'

const whole = { errorClass: null, chunkCount: 3, outputTokens: 3, outputText: 'abc', finishReason: 'length', flags: [] }
const text = good.join('')

overEveryTransport(({ transport, record, start }) => {
  test('a good stream gives stamps in order, counts, finish reason and no flags', async () => {
    const result = await record(stream(...good))
    expect(result).toMatchObject({
      ...whole,
      promptTokens: 5,
      tokenCountSource: 'usage',
      httpStatus: 200,
      model: 'test-model',
      transport,
    })
    expect(result.tokenAt).toHaveLength(3)
    const { startAt, sentAt, headersAt, firstTokenAt, lastTokenAt, endAt } = result
    const order = [startAt, sentAt ?? startAt, headersAt, firstTokenAt, lastTokenAt, endAt] as number[]
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })

  test('a stream cut at any byte into two writes gives the same record', async () => {
    const bytes = streamBytes(...good)
    let cut = 0
    const { client } = await start((socket) => {
      socket.write(bytes.subarray(0, cut))
      setImmediate(() => socket.write(bytes.subarray(cut)))
    })
    // Strides that are no divisor of an event's length meet every place of one; every single cut is tried without sockets.
    for (cut = 1; cut < bytes.length; cut += transport === 'raw' ? 5 : 13) {
      const result = await client.send(aPlannedRequest(), { keepText: true })
      expect({ cut, ...result }).toMatchObject({ cut, ...whole })
    }
  })

  test('a stream written byte by byte gives the same record', async () => {
    const bytes = streamBytes(...good)
    const result = await record(async (socket) => {
      for (const byte of bytes) {
        socket.write(Uint8Array.of(byte))
        await new Promise(setImmediate)
      }
    })
    // On a busy machine the end may come long after the last token.
    const flags = result.flags.filter((flag) => flag !== 'late_end')
    expect({ ...result, flags }).toMatchObject(whole)
  })

  test.each([1, 2, 7, 100, 1000])(
    'HTTP chunks of %i bytes, with extensions and trailers, change nothing',
    async (size) => {
      const chunks: Buffer[] = []
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += size) {
        const piece = bytes.subarray(at, at + size)
        chunks.push(Buffer.from(`${piece.length.toString(16).toUpperCase()};note="x"\r\n`), piece, Buffer.from('\r\n'))
      }
      const end = '000;last\r\nx-checksum: 1\r\n\r\n'
      const result = await record(
        (socket) => void socket.write(Buffer.concat([Buffer.from(sseHead), ...chunks, Buffer.from(end)])),
      )
      expect(result).toMatchObject(whole)
    },
  )

  test('several events of one write share a stamp, and events of later reads have later ones', async () => {
    const result = await record(async (socket) => {
      socket.write(sseHead + httpChunk(roleEvent + tokenEvent('a') + tokenEvent('b')).toString())
      await turnsOfTheLoop()
      socket.write(httpChunk([tokenEvent('c'), finishEvent(), usageEvent(3), doneEvent].join('')) + lastChunk)
    })
    const [first, second, third] = result.tokenAt
    expect(second).toBe(first)
    expect(third).toBeGreaterThan(first as number)
  })

  test.each([
    ['CRLF lines', text.replaceAll('\n', '\r\n')],
    ['CR lines', text.replaceAll('\n', '\r')],
    ['comments between events', good.map((part) => `: keep-alive\n\n${part}`).join('')],
    ['comments inside events', text.replaceAll('data: ', ': ping\ndata: ')],
    ['a byte order mark', `\ufeff${text}`],
    ['data in several lines', text.replaceAll('"choices":', '\ndata: "choices":')],
    ['fields that mean nothing here', text.replaceAll('data: ', 'id: 7\nretry: 10\nfoo: bar\ndata: ')],
    ['no space after the colon', text.replaceAll('data: ', 'data:')],
    ['a space before the line end', text.replaceAll('\n\n', ' \n\n')],
    ['an event name of its own', text.replaceAll('data: {', 'event: chunk\ndata: {')],
    ['blank lines too many', text.replaceAll('\n\n', '\n\n\n\n')],
    ['no blank line at the very end', text.trimEnd()],
  ])('%s give the same record', async (_form, body) => {
    expect(await record(stream(body))).toMatchObject(whole)
  })

  test('CRLF that begins in the middle of a stream is read from there on', async () => {
    const [first = '', ...rest] = good
    expect(await record(stream(first, ...rest.map((part) => part.replaceAll('\n', '\r\n'))))).toMatchObject(whole)
  })

  test('a UTF-8 character split over chunks and reads arrives whole', async () => {
    const bytes = Buffer.from(tokenEvent('\u4e2d\ud83d\ude00'))
    const start = bytes.indexOf(0xe4)
    const result = await record(async (socket) => {
      socket.write(sseHead + httpChunk(tokenEvent('x')).toString())
      for (const [from, to] of [
        [0, start + 1],
        [start + 1, start + 5],
        [start + 5, bytes.length],
      ] as const) {
        socket.write(httpChunk(bytes.subarray(from, to)))
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      socket.write(httpChunk(finishEvent()) + httpChunk(doneEvent).toString() + lastChunk)
    })
    expect(result).toMatchObject({ outputText: 'x\u4e2d\ud83d\ude00', chunkCount: 2 })
  })

  test('escapes of JSON arrive as what they stand for', async () => {
    const said = 'q" b\\ n\n u\u0001 \ud83d\ude00 / end'
    expect(await record(stream(tokenEvent('x'), tokenEvent(said), finishEvent(), doneEvent))).toMatchObject({
      outputText: `x${said}`,
    })
  })

  test('a giant event is read, and one over the limit is a failure', async () => {
    const giant = tokenEvent('y'.repeat(300_000))
    expect(await record(stream(giant, finishEvent(), doneEvent))).toMatchObject({ errorClass: null, chunkCount: 1 })
    const limited = await record(stream(giant, finishEvent(), doneEvent), { maxEventBytes: 10_000 })
    expect(limited).toMatchObject({ errorClass: 'response_too_large' })
  })

  test('a body over the limit is a failure', async () => {
    const result = await record(stream(...good), { maxBodyBytes: 300 })
    expect(result).toMatchObject({ errorClass: 'response_too_large', chunkCount: 0 })
  })

  test('a stream of far more chunks than tokens were asked for is stopped', async () => {
    const result = await record(stream(...Array.from({ length: 2000 }, () => tokenEvent('a'))))
    expect(result).toMatchObject({ errorClass: 'response_too_large' })
    expect(result.chunkCount).toBeLessThan(1100)
  })

  test('a close-delimited stream is complete with [DONE] and cut short without', async () => {
    const head = sseHead.replace('transfer-encoding: chunked', 'connection: close')
    expect(await record((socket) => void socket.end(head + text))).toMatchObject(whole)
    expect(await record((socket) => void socket.end(head + good[1]))).toMatchObject({ errorClass: 'stream_cut_short' })
  })

  test('a stream with a content-length is read like any other', async () => {
    const head = sseHead.replace('transfer-encoding: chunked', `content-length: ${Buffer.byteLength(text)}`)
    expect(await record((socket) => void socket.write(head + text))).toMatchObject(whole)
  })

  test('interim answers before the real one are passed over', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'
    expect(await record((socket) => void socket.write(hints + streamBytes(...good).toString('latin1')))).toMatchObject(
      whole,
    )
  })

  test('a stream without content type is read and flagged', async () => {
    const head = sseHead.replace('content-type: text/event-stream\r\n', '')
    const result = await record((socket) => void socket.write(head + httpChunk(text).toString() + lastChunk))
    expect(result).toMatchObject({ ...whole, flags: ['content_type_missing'] })
  })

  test('a complete answer whose connection stays open counts from [DONE]', async () => {
    const result = await record((socket) => void socket.write(sseHead + httpChunk(text).toString()))
    expect(result).toMatchObject(whole)
    expect(result.endAt).toBe(result.lastTokenAt)
  })
})
