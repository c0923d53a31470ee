import { json } from '../cases/scripted-server.js'
import { bytes, type HostilePage, inTurn, text } from './hostile-pages.js'

const escape = '\u001b[2Jm'
const count = (value: unknown) => json(200, { count: value, max_model_len: 4096 })
const html = '<!doctype html><title>Sign in</title>'

/** Lists at /v1/models where no model is named, and what the run says: that all is well, or why it is not begun. */
export const modelLists: readonly HostilePage[] = [
  ['nothing in it', json(200, { data: null }), /was not ready within 1 s/],
  ['an empty list', json(200, { data: [] }), /\/models lists no model/],
  ['a number as id', json(200, { data: [{ id: 7 }] }), /\/models lists no model/],
  ['an empty id', json(200, { data: [{ id: '' }] }), /\/models lists no model/],
  ['terminal codes as id', json(200, { data: [{ id: escape }] }), /2 ok . 0 failed/],
  ['a list without a wrapper', json(200, [{ id: 'm' }]), /2 ok . 0 failed/],
  [
    '1,000 models',
    json(200, { data: Array.from({ length: 1000 }, (_, at) => ({ id: `m${at}` })) }),
    /serves several models: m0, .* and 980 more; say which one with --model/,
  ],
  ['the same model twice', json(200, { data: [{ id: 'm' }, { id: 'm' }] }), /2 ok . 0 failed/],
  ['an id of 1 MB', json(200, { data: [{ id: 'x'.repeat(1_000_000) }] }), /\/models lists no model/],
  [
    'a page for people',
    text(html, { headers: { 'content-type': 'text/html' } }),
    /\/models answered 200 with a web page: Sign in; name the model with --model/,
  ],
  ['an error', json(500, { error: { message: 'broken' } }), /\/models answered 500: broken/],
  [
    'a demand for a key',
    json(401, { error: { message: 'no key' } }),
    /\/models answered 401: no key; check the API key/,
  ],
  ['a refusal', json(403, { error: { message: 'not you' } }), /\/models answered 403: not you; check the API key/],
  ['random bytes', text(Uint8Array.from({ length: 999 }, (_, at) => (at * 7919) % 256)), /was not ready within 1 s/],
  [
    'a redirect to a login',
    text('', { status: 302, headers: { location: '/login' } }),
    /\/models answered 302 and points to \/login/,
  ],
  ['no HTTP', bytes('220 mail ESMTP\r\n'), /an answer that is not HTTP.*another kind of server answers on this port/],
  ['a status of 99', bytes('HTTP/1.1 99 Odd\r\ncontent-length: 0\r\n\r\n'), /an answer that is not HTTP/],
]

/** Counts at /tokenize of a server that is said to be vLLM: prompt lengths are then estimates, and where it answered at all the run says why. */
export const tokenCounts: readonly HostilePage[] = [
  ['none', json(404, {}), /^$/],
  ['negative', count(-3), /is not believed: it .*answered \{"count":-3/],
  ['beyond all prompts', count(1_000_000_000), /is not believed: it .*1000000000 tokens of 3 words/],
  ['zero', count(0), /is not believed: it .*answered \{"count":0/],
  ['half a token', count(10.5), /is not believed: it .*answered \{"count":10.5/],
  ['in words', count('ten'), /is not believed: it .*answered \{"count":"ten"/],
  ['a page for people', text(html, { headers: { 'content-type': 'text/html' } }), /^$/],
  ['an error', json(500, {}), /^$/],
  [
    'another each time',
    inTurn(...Array.from({ length: 400 }, (_, at) => count(10 + ((at * 37) % 23)))),
    /is not believed: it .*tokens of a text, and \d+ of the same text a moment later/,
  ],
  ['the same for every text', count(12), /is not believed: it .*12 tokens of 3 words, and 12 of 17/],
  ['a list', json(200, [1, 2, 3]), /is not believed: it .*3 tokens of 3 words, and 3 of 17/],
  ['no HTTP', bytes('+OK ready\r\n'), /^$/],
]
