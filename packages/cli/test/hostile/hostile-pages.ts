import type { Script } from '../cases/scripted-server.js'
import { json } from '../cases/scripted-server.js'

/** An answer of a page beside the stream: its text as it stands. */
export const text =
  (body: string | Uint8Array, { status = 200, headers = {} }: Partial<Answer> = {}): Script =>
  ({ response }) =>
    response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body)

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>> }

/** Bytes on the socket, whatever HTTP has to say about them; then the connection is closed. */
export const bytes =
  (...parts: readonly (string | Uint8Array)[]): Script =>
  ({ response }) => {
    for (const part of parts) response.socket?.write(part)
    response.socket?.end()
  }

/** Nothing ever comes. */
export const silence: Script = () => {}

/** A byte now and then, for ever. */
export const drip =
  (head: string, everyMs = 200): Script =>
  ({ response }) => {
    const { socket } = response
    socket?.write(head)
    const timer = setInterval(() => void socket?.write('x'), everyMs)
    socket?.once('close', () => clearInterval(timer))
  }

/** Another answer each time, the last one again and again. */
export const inTurn = (...scripts: readonly Script[]): Script => {
  let asked = 0
  return (exchange) => scripts[Math.min(asked++, scripts.length - 1)]?.(exchange)
}

const nested = '['.repeat(20_000) + ']'.repeat(20_000)
const counters = (value: string | number, more = '') =>
  `vllm:request_success_total ${value}\nvllm:prompt_tokens_total ${value}\nvllm:generation_tokens_total ${value}\n${more}`
const escape = '\u001b[2J\u001b]0;owned\u0007'
const html = '<!doctype html><title>Sign in</title>'

/** A page, what is wrong with it, and what a run of two requests says of it in the summary. */
export type HostilePage = readonly [what: string, script: Script, says: RegExp]
/** A page of which nothing is believed, with its script. */
export type UnbelievedPage = readonly [what: string, script: Script]

/** Pages at /metrics: the run is whole, and what is not known says why. */
export const metricsPages: readonly HostilePage[] = [
  ['none', json(404, {}), /no \/metrics \(status 404\)/],
  ['an empty one', text(''), /empty/],
  ['an empty list', json(200, []), /answered with other text instead of metrics/],
  [
    'a page for people',
    text(html, { headers: { 'content-type': 'text/html' } }),
    /answered with HTML instead of metrics/,
  ],
  [
    'random bytes',
    text(Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256)),
    /answered with other text instead of metrics/,
  ],
  ['an error', json(500, { error: 'no' }), /answered with status 500/],
  ['a demand for a key', json(401, {}), /answered with status 401/],
  ['a redirect to itself', text('', { status: 302, headers: { location: '/metrics' } }), /answered with status 302/],
  [
    'a redirect to where nobody listens',
    text('', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }),
    /answered with status 307/,
  ],
  ['silence', silence, /no whole answer within 3000 ms/],
  [
    'a byte now and then',
    drip('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 9999\r\n\r\n'),
    /no whole answer within 3000 ms/,
  ],
  ['30 MB of series', text(counters(1) + 'x{a="b"} 1\n'.repeat(2_800_000)), /the answer is larger than 8388608 bytes/],
  ['values that are no number', text(counters('NaN')), /not known/],
  ['infinite values', text(counters('+Inf')), /not known/],
  ['negative counters', text(counters(-5)), /not known/],
  ['values beyond counting', inTurn(text(counters(0)), text(counters('1e308'))), /not known/],
  ['each series twice', text(counters(1) + counters(1)), /0 requests counted, 2 sent: 2 were not counted/],
  [
    'lines that are none',
    text(counters(1, '{{{\n}}} 7 7 7\nvllm:prompt_tokens_total{a= 5\n')),
    /2 were not counted.*lines could not be read/,
  ],
  [
    'terminal codes in labels',
    text(counters(1, `vllm:x{model="${escape}"} 1\n`)),
    /0 requests counted, 2 sent: 2 were not counted/,
  ],
  [
    'a body shorter than announced',
    bytes('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n', counters(1)),
    /the answer broke off after 87 bytes/,
  ],
  [
    'a compressed body that is none',
    text(counters(1), { headers: { 'content-encoding': 'gzip' } }),
    /2 were not counted/,
  ],
  ['counters that fall', inTurn(text(counters(100)), text(counters(3))), /began anew/],
  ['UTF-16', text(Buffer.from(counters(1), 'utf16le')), /answered with other text instead of metrics/],
  ['NUL bytes', text(`\0\0\0${counters(1)}\0`), /4 lines could not be read/],
  ['names of prototypes', text(counters(1, '__proto__{constructor="x"} 1\nconstructor 1\n')), /2 were not counted/],
  ['a status of 999', bytes('HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\nno'), /an answer that cannot be read/],
  ['no HTTP', bytes('SSH-2.0-OpenSSH_9.6\r\n'), /the answer is not HTTP/],
]

/** Pages at /info: the run is whole, and nothing of them is believed that cannot be. */
export const infoPages: readonly UnbelievedPage[] = [
  ['a list', json(200, [1, 2])],
  ['20,000 brackets', text(nested, { headers: { 'content-type': 'application/json' } })],
  ['10 MB of text', json(200, { note: 'x'.repeat(10_000_000) })],
  ['a page for people', text(html, { headers: { 'content-type': 'text/html' } })],
  ['an error', json(503, {})],
  ['half of a value', text('{"version": "1.', { headers: { 'content-type': 'application/json' } })],
  ['terminal codes as version', json(200, { version: escape, engine: escape })],
  ['numbers as names', json(200, { version: 5, engine: 7, model: [], precision: {} })],
  ['a prototype', text('{"__proto__": {"version": "owned"}}', { headers: { 'content-type': 'application/json' } })],
]
