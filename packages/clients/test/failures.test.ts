import { expect, test } from 'vitest'
import { aPlannedRequest } from './support/planned.js'
import { overEveryTransport } from './support/over-every-transport.js'
import type { Script } from './support/scripted-server.js'
import { turnsOfTheLoop } from './support/turns-of-the-loop.js'
import {
  answer,
  deltaEvent,
  doneEvent,
  event,
  finishEvent,
  good,
  httpChunk,
  roleEvent,
  sseHead,
  stream,
  tokenEvent,
  usageEvent,
} from './support/wire.js'

/** Failed requests keep what was seen and claim nothing more. */
const failed = { outputTokens: null, tokenCountSource: 'chunks_unverified' }

overEveryTransport(({ record, start }) => {
  const replies =
    (...parts: Parameters<typeof answer>): Script =>
    (socket) =>
      void socket.write(answer(...parts))

  test('a 200 stream that ends without finish reason and [DONE] is cut short, its tokens kept', async () => {
    expect(await record(stream(tokenEvent('a'), tokenEvent('b')))).toMatchObject({
      ...failed,
      errorClass: 'stream_cut_short',
      chunkCount: 2,
      httpStatus: 200,
      outputText: 'ab',
    })
  })

  test('an event that the end of the stream cuts in two is no token and no other failure', async () => {
    const half = tokenEvent('b').slice(0, 60)
    expect(await record(stream(tokenEvent('a'), half))).toMatchObject({ errorClass: 'stream_cut_short', chunkCount: 1 })
  })

  test('a finish reason without [DONE], and [DONE] without a finish reason, are complete and flagged', async () => {
    const noDone = await record(stream(...good.slice(0, -1)))
    expect(noDone).toMatchObject({ errorClass: null, outputTokens: 3, flags: ['done_missing'] })
    const noFinish = await record(stream(...good.filter((part) => part !== finishEvent())))
    expect(noFinish).toMatchObject({ errorClass: null, finishReason: null, flags: ['finish_reason_missing'] })
  })

  test('a body that ends short of what was announced takes nothing from a complete answer, and is flagged', async () => {
    const whole = good.join('')
    const head = (length: number) =>
      `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${length}\r\n\r\n`
    const short: Script = (socket) => void socket.end(head(whole.length + 40) + whole)
    const noLastChunk: Script = (socket) => void socket.end(sseHead + httpChunk(whole))
    for (const script of [short, noLastChunk])
      expect(await record(script)).toMatchObject({ errorClass: null, outputTokens: 3, flags: ['body_cut_short'] })
    const noDone: Script = (socket) => void socket.end(sseHead + httpChunk(good.slice(0, -1).join('')))
    expect(await record(noDone)).toMatchObject({ errorClass: null, flags: ['body_cut_short', 'done_missing'] })
    const partly: Script = (socket) => void socket.end(head(whole.length + 40) + whole.slice(0, whole.length / 2))
    expect(await record(partly)).toMatchObject({ errorClass: 'connection_reset', flags: [] })
  })

  const words = '[Stream error: No healthy engines available (code: ErrorCode.UNAVAILABLE)]'
  const finished = (content: string) => deltaEvent({ role: null, content }, { finish_reason: 'stop' })

  test.each<[string, string[], number]>([
    ['with the finish reason', [finished(words)], 0],
    ['with the finish reason, after tokens', [tokenEvent('a'), tokenEvent(' b'), finished(words)], 2],
    ['in a chunk of their own', [tokenEvent('a'), tokenEvent(words), finishEvent('stop')], 1],
    ['after text in one chunk', [tokenEvent('a'), tokenEvent(` b ${words}`), finishEvent('stop')], 2],
    [
      'cut in two',
      [tokenEvent('a'), tokenEvent(words.slice(0, 9)), tokenEvent(words.slice(9)), finishEvent('stop')],
      1,
    ],
    ['cut before the finish reason', [tokenEvent('a'), tokenEvent(words.slice(0, 30)), finished(words.slice(30))], 1],
  ])(
    'the last words of a gateway whose engine died (%s) are the failure, and no token',
    async (_how, parts, tokens) => {
      for (const end of [[doneEvent], []]) {
        const result = await record(stream(roleEvent, ...parts, ...end), {}, { maxTokens: 32 })
        expect(result).toMatchObject({ ...failed, errorClass: 'stream_error_event', errorMessage: words })
        expect(result.tokenAt).toHaveLength(tokens)
        expect([result.chunkCount, result.firstTokenAt === null]).toEqual([tokens, tokens === 0])
      }
    },
  )

  test('the same words without a finish reason, and in an answer of one piece', async () => {
    const said = { ...failed, errorClass: 'stream_error_event', errorMessage: words }
    expect(await record(stream(tokenEvent('a'), tokenEvent(words), doneEvent))).toMatchObject({
      ...said,
      chunkCount: 1,
    })
    expect(await record(stream(tokenEvent('a'), tokenEvent(words)))).toMatchObject({ ...said, chunkCount: 1 })
    const whole = { choices: [{ index: 0, message: { content: `a ${words}` }, finish_reason: 'stop' }] }
    expect(await record(replies(200, whole), {}, { stream: false })).toMatchObject(said)
  })

  test('a model that writes such words and goes on has answered', async () => {
    const parts = [
      tokenEvent('It said '),
      tokenEvent(words),
      tokenEvent(', and then'),
      tokenEvent(' nothing'),
      finishEvent(),
    ]
    const result = await record(stream(...parts, usageEvent(4), doneEvent), {}, { maxTokens: 4 })
    expect(result).toMatchObject({ errorClass: null, chunkCount: 4, outputTokens: 4 })
    const last = await record(stream(tokenEvent('a '), finished(`It said ${words}.`), doneEvent))
    expect(last).toMatchObject({ errorClass: null, chunkCount: 2 })
  })

  test.each(['abort', 'error'])('a finish reason %s is a failure: the engine gave up', async (reason) => {
    const result = await record(stream(tokenEvent('a'), finishEvent(reason), usageEvent(1), doneEvent))
    expect(result).toMatchObject({ ...failed, errorClass: 'engine_failure', finishReason: reason, chunkCount: 1 })
  })

  test.each([
    ['nested', { error: { message: 'CUDA out of memory', type: 'server_error', code: 500 } }],
    ['flat', { object: 'error', message: 'CUDA out of memory', type: 'InternalServerError', code: 500 }],
    ['a text', { error: 'CUDA out of memory', error_type: 'generation' }],
  ])('an error event (%s) is a failure with and without [DONE]', async (_form, body) => {
    const said = { ...failed, errorClass: 'stream_error_event', errorMessage: 'CUDA out of memory', chunkCount: 1 }
    expect(await record(stream(tokenEvent('a'), event(body), doneEvent))).toMatchObject(said)
    expect(await record(stream(tokenEvent('a'), event(body)))).toMatchObject(said)
  })

  test('an event named error is a failure whatever it holds', async () => {
    const result = await record(stream(tokenEvent('a'), 'event: error\ndata: worker died\n\n', doneEvent))
    expect(result).toMatchObject({ errorClass: 'stream_error_event', errorMessage: 'error event: worker died' })
  })

  test.each([
    ['broken JSON', 'data: {"choices": [oops\n\n'],
    ['JSON that is no chunk', 'data: 42\n\n'],
    ['a chunk of wrong types', event({ choices: [{ index: 0, delta: { content: 5 } }] })],
  ])('%s in an event is a malformed response', async (_kind, body) => {
    const result = await record(stream(tokenEvent('a'), body, doneEvent))
    expect(result).toMatchObject({ errorClass: 'malformed_response', chunkCount: 1 })
  })

  test('a complete stream without text is an empty response', async () => {
    expect(await record(stream(roleEvent, finishEvent(), doneEvent))).toMatchObject({ errorClass: 'empty_response' })
  })

  test('an empty response says how many tokens the server counts all the same', async () => {
    const result = await record(stream(roleEvent, finishEvent('length'), usageEvent(8), doneEvent))
    expect(result).toMatchObject({
      errorClass: 'empty_response',
      errorMessage: expect.stringMatching(
        /^a complete stream without any generated text, though its usage counts 8 tokens/,
      ),
    })
  })

  test('a wrong content type is a failure that names it and what the body said', async () => {
    const result = await record(replies(200, '<html><h1>Sign in</h1></html>', { 'content-type': 'text/html' }))
    expect(result).toMatchObject({ errorClass: 'wrong_content_type', firstTokenAt: null })
    expect(result.errorMessage).toBe('content-type text/html instead of text/event-stream: Sign in')
  })

  test('a compressed answer, which nobody asked for, is a malformed response', async () => {
    const result = await record((socket) => {
      socket.write(sseHead.replace('\r\n\r\n', '\r\ncontent-encoding: x-odd\r\n\r\n'))
    })
    expect(result).toMatchObject({ errorClass: 'malformed_response' })
  })

  test.each([
    [401, { error: { message: 'no' } }, 'auth'],
    [403, '', 'auth'],
    [404, { object: 'error', message: 'no model', code: 404 }, 'not_found'],
    [400, { error: { message: 'x', type: 'exceed_context_size_error' } }, 'context_length_exceeded'],
    [400, { object: 'error', message: 'maximum context length is 10 tokens', code: 400 }, 'context_length_exceeded'],
    [
      422,
      { error: '`inputs` tokens + `max_new_tokens` must be <= 10', error_type: 'validation' },
      'context_length_exceeded',
    ],
    [400, { detail: 'bad field' }, 'bad_request'],
    [500, 'oops', 'server_error'],
    [500, { error: { message: 'boom', type: 'InternalServerError', param: null, code: 500 } }, 'server_error'],
    [503, { error: { message: 'busy' } }, 'overloaded'],
    [503, { object: 'error', message: 'busy', type: 'ServiceUnavailable', code: 503 }, 'overloaded'],
    [302, '', 'unexpected_status'],
    [204, '', 'unexpected_status'],
  ])('status %i with %j is %s', async (status, body, errorClass) => {
    const result = await record(replies(status, body))
    expect(result).toMatchObject({ ...failed, errorClass, httpStatus: status, firstTokenAt: null, chunkCount: 0 })
  })

  test('a rate limit tells how long the server wants to be left alone', async () => {
    expect(await record(replies(429, { error: { message: 'slow down' } }, { 'retry-after': '7' }))).toMatchObject({
      errorClass: 'rate_limited',
      retries: 0,
      errorMessage: 'HTTP 429: slow down (Retry-After: 7)',
    })
  })

  test('an error body that never ends does not hold the client', async () => {
    const result = await record((socket) => {
      socket.write('HTTP/1.1 500 X\r\ntransfer-encoding: chunked\r\n\r\n')
      socket.write(httpChunk('x'.repeat(200_000)))
    })
    expect(result).toMatchObject({ errorClass: 'server_error' })
  })

  test('a reset in mid-stream keeps the tokens that came', async () => {
    const result = await record(async (socket) => {
      socket.write(sseHead + httpChunk(tokenEvent('a')).toString())
      await turnsOfTheLoop()
      socket.resetAndDestroy()
    })
    expect(result).toMatchObject({ ...failed, errorClass: 'connection_reset', chunkCount: 1 })
  })

  test('a connection that closes inside a chunked body is a reset connection', async () => {
    const result = await record((socket) => void socket.end(sseHead + httpChunk(tokenEvent('a')).toString()))
    expect(result).toMatchObject({ errorClass: 'connection_reset', chunkCount: 1 })
  })

  test('a connection that closes before any answer is a reset connection', async () => {
    expect(await record((socket) => void socket.end())).toMatchObject({
      errorClass: 'connection_reset',
      httpStatus: null,
    })
  })

  test('an answer that is no HTTP is a malformed response', async () => {
    const result = await record((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n'))
    expect(['malformed_response', 'connection_reset']).toContain(result.errorClass)
    expect(result).toMatchObject({ ...failed, httpStatus: null })
  })

  test('a server that is not there is a failed connection', async () => {
    const { client, server } = await start(stream(...good))
    await client.send(aPlannedRequest())
    await server.close()
    // The client has to see first that its idle connection was closed.
    await turnsOfTheLoop()
    expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: 'connect_failed', httpStatus: null })
  })

  test('a request that the run cuts off is not the fault of the server', async () => {
    const { client } = await start((socket) => void socket.write(sseHead + httpChunk(tokenEvent('a')).toString()))
    const abort = new AbortController()
    const sent = client.send(aPlannedRequest(), { signal: abort.signal })
    setTimeout(() => abort.abort('cancelled_by_run'), 50)
    expect(await sent).toMatchObject({ errorClass: 'cancelled_by_run' })
    expect(await client.send(aPlannedRequest(), { signal: AbortSignal.abort() })).toMatchObject({
      errorClass: 'aborted',
    })
  })

  test('retries are off by default, counted when on, and never follow a token', async () => {
    let requests = 0
    const flaky: Script = (socket, request) => {
      requests += 1
      if (requests === 1) socket.write(answer(503, {}, { 'retry-after': '0' }))
      else return stream(...good)(socket, request)
    }
    expect(await record(flaky)).toMatchObject({ errorClass: 'overloaded', retries: 0 })
    requests = 0
    expect(await record(flaky, { retries: 2 })).toMatchObject({ errorClass: null, retries: 1, flags: ['retried'] })
    expect(requests).toBe(2)
    requests = 1
    const cut: Script = (socket) => {
      requests += 1
      socket.end(sseHead + httpChunk(tokenEvent('a')).toString())
    }
    expect(await record(cut, { retries: 2 })).toMatchObject({ errorClass: 'connection_reset', retries: 0 })
    expect(requests).toBe(2)
  })
})
