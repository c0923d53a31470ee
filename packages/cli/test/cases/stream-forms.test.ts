import { describe, expect, test } from 'vitest'
import { runCase, verdictOf } from './run-case.js'
import { answer, chunk, counts, data, done, ending, finish, play, token, tokens, usage } from './scripted-server.js'

// Servers, gateways and proxies stream one answer in many forms. Each form is one request, and is asked for over both transports.

const transports = ['raw', 'undici'] as const
const ten = (event: (at: number) => string) => Array.from({ length: 10 }, (_, at) => event(at))
const whole = (event: (at: number) => string) => play([...ten(event), ...ending(10)])
const delta = (fields: object, choice: object = {}) => chunk({ delta: fields, finish_reason: null, ...choice })
const crlf = (text: string) => text.replaceAll('\n', '\r\n')

const readable = {
  'index: null': whole((at) => delta({ content: ` w${at}` }, { index: null })),
  'index as text': whole((at) => delta({ content: ` w${at}` }, { index: '0' })),
  'a numeric id': whole((at) => chunk({ delta: { content: ` w${at}` } }, { id: 7 })),
  function_call: whole((at) => delta({ function_call: { arguments: ` ${at}` } })),
  'reasoning under another name': whole((at) => delta(at < 5 ? { thinking: ` t${at}` } : { content: ` w${at}` })),
  'reasoning of Copilot': whole((at) => delta(at < 5 ? { reasoning_text: ` t${at}` } : { content: ` w${at}` })),
  'a refusal': whole((at) => delta({ refusal: ` r${at}` })),
  'delta: null': play([delta(null as never), ...tokens(10), ...ending(10)]),
  'an empty choice': play([data({ choices: [{}] }), ...tokens(10), ...ending(10)]),
  'the form of completions': whole((at) => chunk({ text: ` w${at}` })),
  'parts of text': whole((at) => delta({ content: [{ type: 'text', text: ` w${at}` }] })),
  'an empty finish reason each': whole((at) => delta({ content: ` w${at}` }, { finish_reason: '' })),
  'a finish reason each': whole((at) => delta({ content: ` w${at}` }, { finish_reason: 'stop' })),
  'a finish reason that is an object': play([
    ...tokens(10),
    chunk({ delta: {}, finish_reason: { type: 'length' } }),
    usage(counts(10)),
    done,
  ]),
  'an empty error beside each': whole((at) => chunk({ delta: { content: ` w${at}` } }, { error: '' })),
  'an empty detail beside each': whole((at) => chunk({ delta: { content: ` w${at}` } }, { detail: '', code: 0 })),
  'error of code 0 beside each': whole((at) =>
    chunk({ delta: { content: ` w${at}` } }, { error: { code: 0, message: '' } }),
  ),
  'no space after the colon': whole((at) => token(` w${at}`).replace('data: ', 'data:')),
  'CR LF': play([...tokens(10), ...ending(10)].map(crlf)),
  'CR alone': play([...tokens(10), ...ending(10)].map((text) => text.replaceAll('\n', '\r'))),
  'a byte order mark': play(['\ufeff', ...tokens(10), ...ending(10)]),
  'one value over several lines': whole((at) =>
    JSON.stringify({ choices: [{ index: 0, delta: { content: ` w${at}` } }] }, null, 1)
      .split('\n')
      .map((line) => `data: ${line}\n`)
      .join('')
      .concat('\n'),
  ),
  'id and retry fields': whole((at) => `id: ${at}\nretry: 3000\nevent: message\n${token(` w${at}`)}`),
  '[DONE] in spaces, twice': play([...tokens(10), finish(), usage(counts(10)), 'data:  [DONE] \n\n', done]),
  'another media type': play([...tokens(10), ...ending(10)], { headers: { 'content-type': 'application/json' } }),
  'a kept comment': answer(': OPENROUTER PROCESSING\n\n'),
  'a ping with an object': answer('event: ping\ndata: {"type": "ping"}\n\n'),
  'a ping without data': answer('event: ping\ndata:\n\n'),
  'a ping with a date, in CR LF': answer('event: ping\r\ndata: 2026-11-28 10:00:00\r\n\r\n'),
  'an event without data': answer('data: \n\n'),
  'two empty lines of data': answer('data:\ndata:\n\n'),
  'an empty object': answer('data: {}\n\n'),
  'a warning': answer(data({ object: 'chat.completion.warning', message: 'slow' })),
  'status 202': play([...tokens(10), ...ending(10)], { status: 202 }),
  'no media type': play([...tokens(10), ...ending(10)], { headers: {} }),
  'comments inside of events': whole((at) => `: a\n${token(` w${at}`).replace('\n\n', '\n: b\n\n')}`),
  'words after [DONE]': play([...tokens(10), ...ending(10), 'data: {"cost": 1}\n\n', 'bye\n\n']),
  'status 201': play([...tokens(10), ...ending(10)], { status: 201 }),
  'an event of 300 kB': answer(chunk({ delta: {}, logprobs: 'x'.repeat(300_000) })),
}

describe.each(transports)('over %s', (transport) => {
  test('every form of a whole answer is read as the ten tokens that it is', async () => {
    const names = Object.keys(readable)
    const { code, records } = await runCase({ streams: Object.values(readable) }, ['--transport', transport])
    expect(Object.fromEntries(records.map((record, at) => [names[at], verdictOf(record)]))).toEqual(
      Object.fromEntries(names.map((name) => [name, { out: 10, in: 12 }])),
    )
    expect(code).toBe(0)
  })
})

test('characters that are split over events and writes come out whole', async () => {
  const bytes = Buffer.from([...ten(() => token(' é😀漢')), ...ending(10)].join(''))
  const cuts = Array.from({ length: 40 }, (_, at) => Math.floor((at * bytes.length) / 40)).concat(bytes.length)
  const pieces = cuts.slice(1).map((cut, at) => bytes.subarray(cuts[at], cut))
  const half = (escape: string) => `data: {"choices":[{"index":0,"delta":{"content":"${escape}"}}]}\n\n`
  const halves = ten((at) => half(at % 2 ? '\\ude00' : '\\ud83d'))
  const { records } = await runCase({ streams: [play(pieces, { gapMs: 2 }), play([...halves, ...ending(10)])] })
  expect(records.map((record) => record.output_text)).toEqual([' é😀漢'.repeat(10), '😀'.repeat(5)])
})

test('an event that is no chunk and no ping ends the request, with its words', async () => {
  const odd = ['keep-alive', '[PING]', 'null', '""', '{"choices":"x"}']
  const { code, records } = await runCase({ streams: odd.map((each) => answer(`data: ${each}\n\n`)) })
  expect(records.map(verdictOf)).toEqual(
    odd.map((each) => ({ failed: 'malformed_response', said: `an event that is no chunk: ${each}` })),
  )
  expect(code).toBe(1)
})

test('an event of 9 MB ends the request', async () => {
  const big = answer(chunk({ delta: {}, logprobs: 'x'.repeat(9_000_000) }))
  const { records } = await runCase({ streams: [big] })
  expect(records[0]).toMatchObject({ error_class: 'response_too_large', output_tokens: null })
})

test('streams of other protocols fail with an event of theirs', async () => {
  const named = (type: string, fields: object) => `event: ${type}\n${data({ type, ...fields })}`
  const { records } = await runCase({
    streams: [
      play([...ten(() => named('response.output_text.delta', { delta: 'w' })), done]),
      play([...ten(() => named('content_block_delta', { delta: { text: 'w' } })), named('message_stop', {})]),
      play([...ten((at) => chunk({ message: { content: ` w${at}` } })), ...ending(10)]),
    ],
  })
  expect(records[0]).toMatchObject({
    error_class: 'empty_response',
    error_message: expect.stringMatching(/output_text/),
  })
  expect(records[1]).toMatchObject({ error_class: 'stream_cut_short', error_message: expect.stringMatching(/_stop/) })
  expect(records[2]).toMatchObject({ error_class: 'empty_response', error_message: expect.stringMatching(/"message"/) })
})

test('a whole answer for a stream, and a stream for a whole answer, are errors that say so', async () => {
  const value = { model: 'm', choices: [{ index: 0, message: { content: 'one two' }, finish_reason: 'stop' }] }
  const streamed = await runCase({
    streams: [({ response }) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value))],
  })
  expect(streamed.records[0]).toMatchObject({
    error_class: 'wrong_content_type',
    error_message: expect.stringMatching(/^content-type application\/json instead of text\/event-stream: .*one two/),
  })
  const glued = JSON.stringify(value).concat('\n\ndata: [DONE]\n\n')
  for (const whole of [answer(), play([glued])]) {
    const { code, stdout, stderr } = await runCase({ whole }, ['--no-stream'])
    expect(code).toBe(1)
    expect(stdout + stderr).toMatch(/answered with a stream of events|not a completion/)
  }
})
