import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HttpReader } from './http-reader.js'

type Seen = {
  status: number | null
  body: string
  ended: boolean
  reusable: boolean
  malformed: string | null
  tooLarge: boolean
}

/** What a reader makes of these bytes, read in pieces cut at `cuts`; every piece is overwritten after its call. */
function read(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  options: { close?: boolean; maxHeaderBytes?: number } = {},
): Seen {
  const seen: Seen = { status: null, body: '', ended: false, reusable: false, malformed: null, tooLarge: false }
  const reader = new HttpReader(
    {
      onHead: (head) => void (seen.status = head.status),
      onBody: (from, start, end) => void (seen.body += Buffer.from(from.slice(start, end)).toString('latin1')),
      onMessageEnd(_at, reusable) {
        seen.ended = true
        seen.reusable = reusable
      },
      onMalformed(message, tooLarge) {
        seen.malformed = message
        seen.tooLarge = tooLarge
      },
    },
    options.maxHeaderBytes ?? 1024,
  )
  reader.expectResponse()
  const offsets = [0, ...[...cuts].sort((a, b) => a - b).filter((cut) => cut < bytes.length), bytes.length]
  for (let at = 1; at < offsets.length && reader.busy; at += 1) {
    const lent = Uint8Array.from([0x0a, ...bytes.subarray(offsets[at - 1], offsets[at]), 0x0a])
    reader.execute(lent, 1, lent.length - 1, at)
    lent.fill(0x58)
  }
  if (options.close && reader.busy) reader.close(0)
  return seen
}

const bytesOf = (text: string) => Buffer.from(text, 'latin1')

/** A chunked response with the body in these pieces. */
function chunked(pieces: readonly string[], trailer = ''): Buffer {
  const chunks = pieces.filter((piece) => piece !== '').map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
  return bytesOf(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks.join('')}0\r\n${trailer}\r\n`)
}

describe('whatever the cuts between reads,', () => {
  const piece = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 40,
  })
  const cuts = fc.array(fc.nat(600), { maxLength: 10 })

  test('a chunked body arrives as it was sent', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        cuts,
        fc.constantFrom('', 'x-sum: 1\r\n'),
        (pieces, at, trailer) => {
          expect(read(chunked(pieces, trailer), at)).toEqual({
            status: 200,
            body: pieces.join(''),
            ended: true,
            reusable: true,
            malformed: null,
            tooLarge: false,
          })
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('a body with a length arrives as it was sent', () => {
    fc.assert(
      fc.property(piece, cuts, (body, at) => {
        const bytes = bytesOf(`HTTP/1.1 201 Created\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
        expect(read(bytes, at)).toMatchObject({ status: 201, body, ended: true, reusable: true })
      }),
      { numRuns: 500 },
    )
  })

  test('a body without a length ends with the connection', () => {
    fc.assert(
      fc.property(piece, cuts, (body, at) => {
        const bytes = bytesOf(`HTTP/1.1 200 OK\r\n\r\n${body}`)
        expect(read(bytes, at, { close: true })).toMatchObject({ status: 200, body, ended: true, reusable: false })
      }),
      { numRuns: 500 },
    )
  })

  test('random bytes never throw, and give at most one response', () => {
    const byte = fc.oneof(fc.constantFrom(...bytesOf('HTTP/1. 20\r\n:;0af')), fc.nat(255))
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 80 }), cuts, fc.boolean(), (noise, at, afterHead) => {
        const head = afterHead ? bytesOf('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n') : []
        const seen = read(Uint8Array.from([...head, ...noise]), at, { close: true })
        expect(seen.ended && seen.malformed !== null).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})

test('interim answers are passed over', () => {
  const bytes = bytesOf(
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na',
  )
  for (let cut = 0; cut < bytes.length; cut += 1)
    expect(read(bytes, [cut])).toMatchObject({ status: 200, body: 'a', ended: true })
})

test.each([
  ['a status without a body', 'HTTP/1.1 204 No Content\r\n\r\n', true],
  ['content-length 0', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', true],
  ['connection: close', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n', false],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n', false],
  ['HTTP/1.0 with keep-alive', 'HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: Keep-Alive\r\n\r\n', true],
  ['bytes that follow the answer', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nmore', false],
])('%s ends the message; the connection is reusable or not', (_kind, text, reusable) => {
  expect(read(bytesOf(text))).toMatchObject({ body: '', ended: true, reusable })
})

const start = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'

test.each([
  ['another protocol', 'SSH-2.0-x\r\n\r\n', 'not an HTTP/1.1 status line'],
  ['a header without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', 'not a header line'],
  ['white space before the colon', 'HTTP/1.1 200 OK\r\nname : x\r\n\r\n', 'not a header line'],
  [
    'both framings',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n',
    'both transfer-encoding',
  ],
  ['two different lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\n', 'content-length'],
  ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', 'content-length'],
  ['an encoding that is not chunked', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n', 'transfer-encoding'],
  ['a chunk without a size', `${start}\r\n`, 'chunk without a size'],
  ['a size that is no number', `${start}1g\r\n`, 'odd character'],
  ['a size without its line end', `${start}1\rx`, 'without line end'],
  ['a chunk longer than its size', `${start}1\r\nab`, 'longer than its size'],
  ['a chunk without its line end', `${start}1\r\na\rx`, 'chunk without line end'],
])('%s is malformed', (_kind, text, message) => {
  expect(read(bytesOf(text))).toMatchObject({ malformed: expect.stringContaining(message) as string, tooLarge: false })
})

test.each([
  ['headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(2000)}\r\n\r\n`],
  ['headers that never end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(2000)}`],
  ['trailers', `${start}0\r\nx: ${'y'.repeat(2000)}`],
  ['a chunk extension', `${start}1;${'y'.repeat(5000)}`],
  ['a chunk size', `${start}1234567890abc`],
])('%s over the limit are refused', (_kind, text) => {
  expect(read(bytesOf(text), [50])).toMatchObject({ tooLarge: true, ended: false })
})

test('the same length given twice is one length', () => {
  expect(read(bytesOf('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na'))).toMatchObject({
    body: 'a',
    ended: true,
  })
})
