import { expect, test } from 'vitest'
import { overEveryTransport } from './support/over-every-transport.js'
import { aPlannedRequest } from './support/planned.js'
import {
  doneEvent,
  event,
  finishEvent,
  good,
  httpChunk,
  lastChunk,
  roleEvent,
  stream,
  tokenEvent,
  usageEvent,
} from './support/wire.js'

// What servers, gateways and proxies were reported to write between, instead of and after the chunks of an answer.

const whole = { errorClass: null, chunkCount: 3, outputTokens: 3, outputText: 'abc' }
const [head = '', ...rest] = good
const under = (type: string, body: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n${httpChunk(body).toString()}${lastChunk}`

overEveryTransport(({ record, start, transport }) => {
  test.each([
    ['a ping with JSON', 'event: ping\ndata: {"type": "ping"}\n\n'],
    ['a ping without data', 'event: ping\ndata:\n\n'],
    ['a ping with a word', 'event: ping\ndata: ping\n\n'],
    ['a ping with a date and CRLF', 'event: ping\r\ndata: 2026-11-28 10:00:00.123456\r\n\r\n'],
    ['a heartbeat', 'event: heartbeat\ndata: 2026-11-28T10:00:00Z\n\n'],
    ['an event without data', 'data: \n\n'],
    ['an empty object', 'data: {}\n\n'],
    ['retry and id', 'retry: 3000\nid: 7\n\n'],
    ['a named end', 'event: done\ndata:\n\n'],
    ['metadata', 'event: metadata\ndata: {"request_id":"x"}\n\n'],
    ['a warning', event({ object: 'chat.completion.warning', message: 'slow' })],
  ])('%s among the chunks is passed over', async (_what, other) => {
    const [first = '', ...others] = rest
    expect(await record(stream(head, first, other, ...others))).toMatchObject(whole)
  })

  test.each([
    ['an error event', 'event: error\ndata: {"error":{"message":"engine died"}}\n\n'],
    ['an error of Anthropic', event({ type: 'error', error: { type: 'rate_limit_error', message: 'engine died' } })],
    ['an error beside no choices', event({ choices: [], error: { code: 502, message: 'engine died' } })],
    ['an error that is a text', event({ error: 'engine died' })],
    ['a code and a message', event({ code: 503, message: 'engine died' })],
    ['a field called error', 'error: {"code":400,"message":"engine died","type":"invalid_request_error"}\n\n'],
    ['a field called error with a text', 'error: engine died\n\n'],
  ])('%s in the middle of an answer is a failure with the words of the server', async (_what, error) => {
    const result = await record(stream(head, tokenEvent('a'), error, doneEvent))
    expect(result).toMatchObject({ errorClass: 'stream_error_event', outputTokens: null })
    expect(result.errorMessage).toContain('engine died')
  })

  test.each([
    ['an object', '{"error":{"message":"at capacity","type":"server_error","code":503}}', 'at capacity'],
    ['a list', '[{"error":{"code":429,"message":"exhausted","status":"RESOURCE_EXHAUSTED"}}]', 'exhausted'],
    ['several lines', '{\n  "error": {\n    "message": "at capacity"\n  }\n}', 'at capacity'],
  ])('a bare JSON error under the type of a stream (%s) is a failure with its words', async (_form, body, words) => {
    const result = await record(stream(body))
    expect(result.errorClass).toBe('stream_error_event')
    expect(result.errorMessage).toContain(words)
  })

  test.each([
    ['<html><body><h1>502 Bad Gateway</h1></body></html>', '502 Bad Gateway'],
    ['Internal Server Error', 'Internal Server Error'],
  ])('a page under the type of a stream (%s) says what it said', async (body, words) => {
    const result = await record(stream(body))
    expect(result.errorClass).toBe('stream_cut_short')
    expect(result.errorMessage).toContain(words)
  })

  test.each(['text/plain', 'application/octet-stream', 'application/json'])(
    'a stream under the content type %s is read, and says so',
    async (type) => {
      const result = await record((socket) => void socket.write(under(type, good.join(''))))
      expect(result).toMatchObject({ ...whole, flags: ['content_type_unexpected'] })
    },
  )

  test.each([
    ['application/json', '{"choices":[]}'],
    ['text/html', '<html>login</html>'],
    ['text/plain', 'go away'],
  ])('another answer under %s is a failure that shows it', async (type, body) => {
    const result = await record((socket) => void socket.write(under(type, body)))
    expect(result.errorClass).toBe('wrong_content_type')
    expect(result.errorMessage).toContain(type)
    expect(result.errorMessage).toContain(body.replace(/<[^>]*>/g, ''))
  })

  test('a stream under another status of success is read', async () => {
    const bytes = stream(...good)
    const result = await record((socket, request) => {
      const write = socket.write.bind(socket)
      const changed = {
        write: (data: Buffer) => write(data.toString('latin1').replace('200 OK', '201 Created'), 'latin1'),
      }
      void bytes(changed as never, request)
    })
    expect(result).toMatchObject({ ...whole, httpStatus: 201 })
  })

  test('an answer that is complete but for [DONE], on a connection that stays open, is a success', async () => {
    const { client } = await start((socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${good
          .slice(0, -1)
          .map((part) => httpChunk(part).toString())
          .join('')}`,
      )
      const beat = setInterval(() => socket.write(httpChunk(': heartbeat\n\n')), 200)
      socket.on('close', () => clearInterval(beat))
    })
    const result = await client.send(aPlannedRequest(), { keepText: true })
    expect(result).toMatchObject({ ...whole, flags: ['done_missing'] })
    // The end is when the last of the answer came, not when the waiting ended.
    if (transport === 'raw') expect(result.endAt - (result.lastTokenAt as number)).toBeLessThan(1000)
  })

  test('a finish reason and a usage with every chunk end nothing', async () => {
    const both = (text: string, tokens: number) =>
      event({
        choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 5, completion_tokens: tokens },
      })
    const result = await record(async (socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${httpChunk(
          both('a', 1),
        ).toString()}`,
      )
      await new Promise((resolve) => setTimeout(resolve, 1300))
      socket.write(Buffer.concat([httpChunk(both('b', 2)), httpChunk(both('c', 3)), httpChunk(doneEvent)]))
      socket.write(lastChunk)
    })
    expect(result).toMatchObject(whole)
  })

  test('NaN among the numbers of a chunk, as Python writes it, is read', async () => {
    const odd = `data: {"choices":[{"index":0,"delta":{"content":"b NaN"},"logprobs":{"content":[{"logprob":NaN},{"logprob":-Infinity}]}}]}\n\n`
    const result = await record(
      stream(roleEvent, tokenEvent('a'), odd, tokenEvent('c'), finishEvent(), usageEvent(3), doneEvent),
    )
    expect(result).toMatchObject({ errorClass: null, outputText: 'ab NaNc', outputTokens: 3 })
  })
})
