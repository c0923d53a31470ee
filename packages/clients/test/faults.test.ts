import { afterEach, describe, expect, test } from 'vitest'
import { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { createOpenAiClient, type OpenAiClient, type OpenAiClientOptions } from '../src/index.js'
import { aPlannedRequest } from './planned.js'
import {
  answer,
  asEngine,
  doneEvent,
  event,
  finishEvent,
  httpChunk,
  lastChunk,
  roleEvent,
  type Script,
  type ScriptedServer,
  sseHead,
  startScriptedServer,
  tokenEvent,
  usageEvent,
} from './scripted-server.js'

const open: { server?: ScriptedServer; client?: OpenAiClient } = {}

afterEach(async () => {
  await open.client?.close()
  await open.server?.close()
})

describe.each(['raw', 'undici', 'fetch'] as const)('over %s', (transport) => {
  const start = async (script: Script, options: Partial<OpenAiClientOptions> = {}) => {
    const server = await startScriptedServer(asEngine(script))
    const client = createOpenAiClient({ url: server.url, transport, env: {}, ...options })
    Object.assign(open, { server, client })
    return { server, client }
  }
  /** The record of one request to a server that plays `script`. */
  const record = async (script: Script, options: Partial<OpenAiClientOptions> = {}, request = aPlannedRequest()) => {
    const { client } = await start(script, options)
    return RequestRecord.parse(await client.send(request, { keepText: true }))
  }
  const stream =
    (...parts: (string | Uint8Array)[]): Script =>
    (socket) => {
      socket.write(sseHead + parts.map((part) => httpChunk(part).toString('latin1')).join('') + lastChunk, 'latin1')
    }
  const good = [roleEvent, tokenEvent('a'), tokenEvent('b'), tokenEvent('c'), finishEvent(), usageEvent(3), doneEvent]

  test('a good stream gives tokens, counts, finish reason and no flags', async () => {
    const result = await record(stream(...good))
    expect(result).toMatchObject({
      errorClass: null,
      chunkCount: 3,
      outputTokens: 3,
      promptTokens: 5,
      tokenCountSource: 'usage',
      finishReason: 'length',
      httpStatus: 200,
      outputText: 'abc',
      model: 'test-model',
      transport,
      flags: [],
    })
    expect(result.firstTokenAt).toBeGreaterThanOrEqual(result.startAt)
    expect(result.endAt).toBeGreaterThanOrEqual(result.lastTokenAt as number)
    expect(result.tokenAt).toHaveLength(3)
  })

  test('a stream cut at any byte into two writes gives the same record', async () => {
    const bytes = Buffer.concat([Buffer.from(sseHead), ...good.map((part) => httpChunk(part)), Buffer.from(lastChunk)])
    let cut = 0
    const { client } = await start((socket) => {
      socket.write(bytes.subarray(0, cut))
      setImmediate(() => socket.write(bytes.subarray(cut)))
    })
    for (cut = 1; cut < bytes.length; cut += transport === 'raw' ? 1 : 7) {
      const { chunkCount, outputText, errorClass, outputTokens } = await client.send(aPlannedRequest(), {
        keepText: true,
      })
      expect({ cut, chunkCount, outputText, errorClass, outputTokens }).toEqual({
        cut,
        chunkCount: 3,
        outputText: 'abc',
        errorClass: null,
        outputTokens: 3,
      })
    }
  })

  test('several events of one write share a stamp', async () => {
    const result = await record(stream(good.join('')))
    expect(new Set(result.tokenAt).size).toBe(1)
  })

  test('CRLF lines and comments are read', async () => {
    const crlf = good.map((part) => `: ping\r\n\r\n${part.replaceAll('\n', '\r\n')}`)
    expect(await record(stream(...crlf))).toMatchObject({ errorClass: null, chunkCount: 3, outputText: 'abc' })
  })

  test('a UTF-8 character split over two chunks arrives whole', async () => {
    const bytes = Buffer.from(tokenEvent('\u4e2d'))
    const half = bytes.indexOf(0xe4) + 1
    const result = await record(
      stream(tokenEvent('x'), bytes.subarray(0, half), bytes.subarray(half), finishEvent(), doneEvent),
    )
    expect(result).toMatchObject({ outputText: 'x\u4e2d', chunkCount: 2 })
  })

  test('a giant event is read, and one over the limit is a failure', async () => {
    const giant = tokenEvent('y'.repeat(300_000))
    expect(await record(stream(giant, finishEvent(), doneEvent))).toMatchObject({ errorClass: null, chunkCount: 1 })
    await open.client?.close()
    await open.server?.close()
    const limited = await record(stream(giant, finishEvent(), doneEvent), { maxEventBytes: 10_000 })
    expect(limited).toMatchObject({ errorClass: 'response_too_large' })
  })

  test('a stream without usage is counted by chunks only, so the count is unknown', async () => {
    const result = await record(stream(tokenEvent('a'), finishEvent(), doneEvent))
    expect(result).toMatchObject({ outputTokens: null, chunkCount: 1, tokenCountSource: 'chunks_unverified' })
  })

  test('a stream without usage is counted by the tokenizer where there is one', async () => {
    const tokenizer = { name: 'chars', encode: (text: string) => [...text].map(() => 1), decode: () => '' }
    const result = await record(stream(tokenEvent('ab'), tokenEvent('c'), finishEvent(), doneEvent), { tokenizer })
    expect(result).toMatchObject({ outputTokens: 3, chunkCount: 2, tokenCountSource: 'tokenizer' })
  })

  test('fewer tokens than asked for are flagged', async () => {
    expect((await record(stream(tokenEvent('a'), finishEvent('stop'), usageEvent(1), doneEvent))).flags).toEqual([
      'output_short',
    ])
  })

  test('a doubled usage counts once', async () => {
    const result = await record(stream(...good.slice(0, -1), usageEvent(3), doneEvent))
    expect(result).toMatchObject({ outputTokens: 3, promptTokens: 5, flags: ['usage_repeated'] })
  })

  test('a 200 stream that ends without finish reason and [DONE] is cut short, its tokens kept', async () => {
    const result = await record(stream(tokenEvent('a'), tokenEvent('b')))
    expect(result).toMatchObject({ errorClass: 'stream_cut_short', chunkCount: 2, httpStatus: 200, outputTokens: null })
  })

  test('a close-delimited stream is complete with [DONE] and cut short without', async () => {
    const head = sseHead.replace('transfer-encoding: chunked', 'connection: close')
    expect(await record((socket) => void socket.end(head + good.join('')))).toMatchObject({ errorClass: null })
    await open.client?.close()
    await open.server?.close()
    expect(await record((socket) => void socket.end(head + good[1]))).toMatchObject({ errorClass: 'stream_cut_short' })
  })

  test.each(['with', 'without'])('an error event %s [DONE] is a failure', async (kind) => {
    const error = event({ error: { message: 'CUDA out of memory', type: 'server_error', code: 500 } })
    const result = await record(stream(tokenEvent('a'), error, ...(kind === 'with' ? [doneEvent] : [])))
    expect(result).toMatchObject({
      errorClass: 'stream_error_event',
      errorMessage: 'CUDA out of memory',
      chunkCount: 1,
    })
  })

  test('an event that is no JSON is a malformed response', async () => {
    const result = await record(stream(tokenEvent('a'), 'data: {"choices": [oops\n\n', doneEvent))
    expect(result).toMatchObject({ errorClass: 'malformed_response', chunkCount: 1 })
  })

  test('a complete stream without text is an empty response', async () => {
    expect(await record(stream(roleEvent, finishEvent(), doneEvent))).toMatchObject({ errorClass: 'empty_response' })
  })

  test('a wrong content type is a failure that names it', async () => {
    const result = await record(
      (socket) => void socket.write(answer(200, '<html>hi</html>', { 'content-type': 'text/html' })),
    )
    expect(result).toMatchObject({ errorClass: 'wrong_content_type', firstTokenAt: null })
    expect(result.errorMessage).toContain('text/html')
  })

  test.each([
    [401, { error: { message: 'no' } }, 'auth'],
    [404, { object: 'error', message: 'no model', code: 404 }, 'not_found'],
    [400, { error: { message: 'x', type: 'exceed_context_size_error' } }, 'context_length_exceeded'],
    [
      422,
      { error: '`inputs` tokens + `max_new_tokens` must be <= 10', error_type: 'validation' },
      'context_length_exceeded',
    ],
    [400, { detail: 'bad field' }, 'bad_request'],
    [500, 'oops', 'server_error'],
    [503, { error: { message: 'busy' } }, 'overloaded'],
    [302, '', 'unexpected_status'],
  ])('status %i is %s', async (status, body, errorClass) => {
    const result = await record((socket) => void socket.write(answer(status, body)))
    expect(result).toMatchObject({ errorClass, httpStatus: status, firstTokenAt: null, outputTokens: null })
  })

  test('a rate limit tells how long the server wants to be left alone', async () => {
    const result = await record(
      (socket) => void socket.write(answer(429, { error: { message: 'slow down' } }, { 'retry-after': '7' })),
    )
    expect(result).toMatchObject({
      errorClass: 'rate_limited',
      retries: 0,
      errorMessage: 'HTTP 429: slow down (Retry-After: 7)',
    })
  })

  test('an error body that never ends does not hold the client', async () => {
    const result = await record((socket) => {
      socket.write(`HTTP/1.1 500 X\r\ntransfer-encoding: chunked\r\n\r\n`)
      socket.write(httpChunk('x'.repeat(200_000)))
    })
    expect(result).toMatchObject({ errorClass: 'server_error' })
  })

  test('a reset in mid-stream keeps the tokens that came', async () => {
    const result = await record((socket) => {
      socket.write(sseHead + httpChunk(tokenEvent('a')).toString())
      setTimeout(() => socket.resetAndDestroy(), 20)
    })
    expect(result).toMatchObject({ errorClass: 'connection_reset', chunkCount: 1 })
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

  test('a server that is not there is a failed connection', async () => {
    const { client, server } = await start(stream(...good))
    await client.send(aPlannedRequest())
    await server.close()
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: 'connect_failed', httpStatus: null })
  })

  test('slow headers end at the first-token limit', async () => {
    const result = await record(() => {}, { timeouts: { firstTokenMs: 40 } })
    expect(result).toMatchObject({ errorClass: 'first_token_timeout', headersAt: null })
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
      { timeouts: { totalMs: 60 } },
    )
    expect(result.errorClass).toBe('total_timeout')
    expect(result.chunkCount).toBeGreaterThan(0)
  })

  test('a stream of far more chunks than tokens were asked for is stopped', async () => {
    const result = await record(stream(...Array.from({ length: 2000 }, () => tokenEvent('a'))))
    expect(result).toMatchObject({ errorClass: 'response_too_large' })
    expect(result.chunkCount).toBeLessThan(1100)
  })

  test('a complete answer whose connection stays open counts from [DONE]', async () => {
    const result = await record(
      (socket) => void socket.write(sseHead + good.map((part) => httpChunk(part).toString()).join('')),
    )
    expect(result).toMatchObject({ errorClass: null, chunkCount: 3 })
    expect(result.endAt - result.startAt).toBeLessThan(900)
  })

  test('a request that the run cuts off is not the fault of the server', async () => {
    const { client } = await start((socket) => void socket.write(sseHead + httpChunk(tokenEvent('a')).toString()))
    const abort = new AbortController()
    const sent = client.send(aPlannedRequest(), { signal: abort.signal })
    setTimeout(() => abort.abort('cancelled_by_run'), 30)
    expect(await sent).toMatchObject({ errorClass: 'cancelled_by_run' })
    expect(await client.send(aPlannedRequest(), { signal: AbortSignal.abort() })).toMatchObject({
      errorClass: 'aborted',
    })
  })

  test('a key that the server echoes is removed', async () => {
    const result = await record(
      (socket, request) =>
        void socket.write(answer(401, { error: { message: `bad ${request.headers.authorization}` } })),
      {
        apiKey: 'sk-very-secret',
      },
    )
    expect(JSON.stringify(result)).not.toContain('very-secret')
    expect(result.errorMessage).toContain('[redacted]')
  })

  test('a connection is used again after a complete stream', async () => {
    const { client, server } = await start(stream(...good))
    await client.send(aPlannedRequest())
    const before = server.connections()
    const second = await client.send(aPlannedRequest())
    expect(second.connectionReused).toBe(transport === 'fetch' ? null : true)
    if (transport !== 'fetch') expect(server.connections()).toBe(before)
  })

  test('connections opened ahead are those that the requests use', async () => {
    const { client, server } = await start(stream(...good))
    await client.open({ connections: 4 })
    const before = server.connections()
    const records = await Promise.all(Array.from({ length: 4 }, () => client.send(aPlannedRequest())))
    if (transport === 'fetch') return
    expect(records.map((each) => each.connectionReused)).toEqual([true, true, true, true])
    expect(server.connections()).toBe(before)
  })

  test('the request carries its id, the model, usage options and the fields of the dialect', async () => {
    const { client, server } = await start(stream(...good), {
      headers: { 'X-Team': 'a' },
      query: { tag: 'b' },
      extraBody: { echo: 1 },
    })
    await client.send(aPlannedRequest())
    const sent = server.seen.at(-1)
    expect(sent?.path).toBe('/v1/chat/completions?tag=b')
    expect(sent?.headers).toMatchObject({ 'x-request-id': 'Q1-r0-000', 'x-team': 'a' })
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      model: 'test-model',
      stream_options: { include_usage: true },
      ignore_eos: true,
      max_tokens: 3,
      echo: 1,
    })
  })

  test('retries are off by default, counted when on, and never follow a token', async () => {
    let requests = 0
    const flaky: Script = (socket, request) => {
      requests += 1
      if (requests === 1) socket.write(answer(503, {}, { 'retry-after': '0' }))
      else stream(...good)(socket, request)
    }
    const result = await record(flaky, { retries: 2 })
    expect(result).toMatchObject({ errorClass: null, retries: 1, flags: ['retried'] })
    expect(requests).toBe(2)
  })

  test('an answer that was not streamed gives counts but no time to first token', async () => {
    const body = {
      model: 'test-model',
      choices: [{ index: 0, message: { role: 'assistant', content: 'abc' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 5, completion_tokens: 3 },
    }
    const result = await record(
      (socket) => void socket.write(answer(200, body)),
      {},
      aPlannedRequest({ stream: false }),
    )
    expect(result).toMatchObject({
      errorClass: null,
      outputTokens: 3,
      firstTokenAt: null,
      outputText: 'abc',
      flags: ['not_streamed'],
    })
    expect(result.lastTokenAt).toBe(result.endAt)
  })
})
