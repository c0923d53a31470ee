import type { Script } from '../cases/scripted-server.js'
import { counts, done, finish, play, tokens, usage } from '../cases/scripted-server.js'
import { bytes, drip, text } from './hostile-pages.js'

/** An answer to a request for a stream, what is wrong with it, and its record: `ok` with all ten tokens, or its error class. */
export type HostileAnswer = readonly [what: string, script: Script, outcome: string]

const good = [...tokens(10), finish('length'), usage(counts(10)), done].join('')
const stream = 'content-type: text/event-stream\r\n'
const closing = `${stream}connection: close\r\n`
const head = (status: string, more = closing) => `HTTP/1.1 ${status}\r\n${more}\r\n`

/** A whole answer whose bytes come one at a time. */
const byteByByte: Script = async ({ response }) => {
  for (const byte of Buffer.from(head('200 OK') + good)) {
    response.socket?.write(Buffer.from([byte]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  response.socket?.end()
}

export const hostileAnswers: readonly HostileAnswer[] = [
  ['1,000 headers', bytes(head('200 OK', closing + 'x-a: b\r\n'.repeat(1000)), good), 'ok'],
  [
    'a header of 100 kB',
    bytes(head('200 OK', `${closing}x-a: ${'b'.repeat(100_000)}\r\n`), good),
    'response_too_large',
  ],
  ['headers without an end', bytes(`HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(200_000)}`), 'response_too_large'],
  ['a header that is none', bytes(head('200 OK', `${closing}no colon here\r\n`), good), 'malformed_response'],
  [
    'bytes beyond ASCII in a header',
    bytes(Buffer.from(head('200 OK', `${closing}x-a: caf\u00e9\r\n`), 'latin1'), good),
    'ok',
  ],
  [
    'two lengths that differ',
    bytes(head('200 OK', `${closing}content-length: 5\r\ncontent-length: 500\r\n`), good),
    'malformed_response',
  ],
  [
    'a length and chunks',
    bytes(head('200 OK', `${closing}content-length: 5\r\ntransfer-encoding: chunked\r\n`), good),
    'malformed_response',
  ],
  ['a negative length', bytes(head('200 OK', `${closing}content-length: -5\r\n`), good), 'malformed_response'],
  [
    'a length beyond counting',
    bytes(head('200 OK', `${closing}content-length: 99999999999999999999\r\n`), good),
    'malformed_response',
  ],
  ['a length that is too long', bytes(head('200 OK', `${closing}content-length: 999999\r\n`), good), 'ok'],
  ['a length that is too short', bytes(head('200 OK', `${closing}content-length: 700\r\n`), good), 'stream_cut_short'],
  [
    'a chunk size that is none',
    bytes(head('200 OK', `${closing}transfer-encoding: chunked\r\n`), 'zz\r\n', good),
    'malformed_response',
  ],
  [
    'a chunk size beyond counting',
    bytes(head('200 OK', `${closing}transfer-encoding: chunked\r\n`), 'ffffffffffffffff\r\n', good),
    'response_too_large',
  ],
  [
    'a coding that was not asked for',
    bytes(head('200 OK', `${closing}content-encoding: br\r\n`), good),
    'malformed_response',
  ],
  ['no type', bytes(head('200 OK', 'connection: close\r\n'), good), 'ok'],
  ['HTTP/1.0', bytes(`HTTP/1.0 200 OK\r\n${stream}\r\n`, good), 'ok'],
  [
    'lines that end in a bare LF',
    bytes(`HTTP/1.1 200 OK\n${closing.replaceAll('\r', '')}\n`, good),
    'connection_reset',
  ],
  ['a status line without a reason', bytes(head('200'), good), 'ok'],
  [
    'early hints before the answer',
    bytes('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', head('200 OK'), good),
    'ok',
  ],
  ['100 Continue before the answer', bytes('HTTP/1.1 100 Continue\r\n\r\n', head('200 OK'), good), 'ok'],
  ['hints for ever', bytes('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50_000)), 'connection_reset'],
  [
    'switching protocols',
    bytes(head('101 Switching Protocols', 'upgrade: h2c\r\nconnection: upgrade\r\n'), good),
    'connection_reset',
  ],
  [
    'a redirect to itself',
    text('', { status: 307, headers: { location: '/v1/chat/completions' } }),
    'unexpected_status',
  ],
  ['a redirect to a file', text('', { status: 307, headers: { location: 'file:///etc/passwd' } }), 'unexpected_status'],
  ['a wait in words', text('slow', { status: 429, headers: { 'retry-after': 'soon' } }), 'rate_limited'],
  [
    'a wait of a hundred years',
    text('slow', { status: 429, headers: { 'retry-after': '3153600000' } }),
    'rate_limited',
  ],
  ['a cookie of 30 kB', bytes(head('200 OK', `${closing}set-cookie: a=${'b'.repeat(30_000)}\r\n`), good), 'ok'],
  [
    'chunks with extensions and a trailer',
    bytes(
      head('200 OK', `${closing}transfer-encoding: chunked\r\n`),
      `${Buffer.byteLength(good).toString(16)};a=b\r\n${good}\r\n0\r\nx-late: 1\r\n\r\n`,
    ),
    'ok',
  ],
  ['204', bytes(head('204 No Content')), 'unexpected_status'],
  ['206', bytes(head('206 Partial Content'), good), 'ok'],
  ['304', bytes(head('304 Not Modified')), 'unexpected_status'],
  ['418', text('teapot', { status: 418 }), 'unexpected_status'],
  ['451', text('not here', { status: 451 }), 'unexpected_status'],
  ['599', text('odd', { status: 599 }), 'server_error'],
  ['999', bytes(head('999 Odd'), 'odd'), 'server_error'],
  ['a status of 99', bytes(head('99 Odd'), 'odd'), 'malformed_response'],
  ['a status in words', bytes('HTTP/1.1 fine OK\r\n\r\n', good), 'malformed_response'],
  ['HTTP/2 frames', bytes(Buffer.from([0, 0, 18, 4, 0, 0, 0, 0, 0]), Buffer.alloc(18)), 'malformed_response'],
  ['a banner of SSH', bytes('SSH-2.0-OpenSSH_9.6\r\n'), 'malformed_response'],
  ['TLS', bytes(Buffer.from([21, 3, 1, 0, 2, 2, 40])), 'malformed_response'],
  ['nothing, and closed', bytes(), 'connection_reset'],
  [
    'random bytes as events',
    bytes(
      head('200 OK'),
      Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256),
    ),
    'stream_cut_short',
  ],
  [
    'invalid UTF-8 in a token',
    play([
      ...tokens(9),
      Buffer.concat([
        Buffer.from('data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"'),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('"}}]}\n\n'),
      ]),
      finish('length'),
      usage(counts(10)),
      done,
    ]),
    'ok',
  ],
  [
    'NUL bytes between events',
    play([...tokens(5), '\0\0\0', ...tokens(5), finish('length'), usage(counts(10)), done]),
    'ok',
  ],
  ['a byte order mark first', play(['\ufeff', ...tokens(10), finish('length'), usage(counts(10)), done]), 'ok'],
  ['one byte at a time', byteByByte, 'ok'],
  ['headers a byte at a time, without an end', drip('HTTP/1.1 200 OK\r\nx-a: ', 50), 'first_token_timeout'],
  [
    'comments for ever',
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const timer = setInterval(() => void response.write(': still here\n\n'), 50)
      response.once('close', () => clearInterval(timer))
    },
    'first_token_timeout',
  ],
]
