import { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { protocolTypes } from '@sagellm-benchmark/protocol-types/protocol/catalogue'
import { describe, expect, test } from 'vitest'
import { aPlannedRequest } from './support/planned.js'
import { overEveryTransport } from './support/over-every-transport.js'
import { turnsOfTheLoop } from './support/turns-of-the-loop.js'
import { answer, doneEvent, event, stream } from './support/wire.js'

// What sageLLM's engine 0.5.4.26 writes at POST /v1/completions/stream.

const ids = { request_id: 'Q1-r0-000', trace_id: 'benchmark-Q1-r0-000', engine_id: 'engine-cpu-1' }
const start = (more: object = {}) => event({ event: 'start', ...ids, prompt_tokens: 6, ...more })
const delta = (content: string, tokens: number[], more: object = {}) =>
  event({ event: 'delta', ...ids, content, content_tokens: tokens, ...more })
const metrics = {
  ttft_ms: 20.91,
  tbt_ms: 29.95,
  tpot_ms: 28.86,
  throughput_tps: 34.65,
  peak_mem_mb: 0,
  error_rate: 0.0,
}
const end = (tokens: number[], more: object = {}) =>
  event({
    event: 'end',
    ...ids,
    prompt_tokens: 6,
    content: 'abc',
    output_tokens: tokens,
    finish_reason: 'length',
    metrics: { ...metrics, kv_used_tokens: 0, itl_list: [], timestamps: null },
    error: null,
    ...more,
  })
const abc = [start(), delta('a', [7]), delta('b', [8]), delta('c', [9])]
const native = { api: 'native' } as const

overEveryTransport(({ record, start: serve }) => {
  test('a Protocol request goes out, with the prompt as one text and a trace id of ours', async () => {
    const { server, client } = await serve(stream(...abc, end([7, 8, 9]), doneEvent), native)
    await client.send(aPlannedRequest({ topP: 0.5, topK: 3, ignoreEos: true, choices: 1 }))
    const { path, body } = server.seen.at(-1) as { path: string; body: string }
    expect(path).toBe('/v1/completions/stream')
    expect(JSON.parse(body)).toEqual({
      request_id: 'Q1-r0-000',
      trace_id: 'benchmark-Q1-r0-000',
      model: 'test-model',
      prompt: 'Hello',
      max_tokens: 3,
      stream: true,
      temperature: 0,
      top_p: 0.5,
    })
    expect(protocolTypes.get('Request')?.parse(JSON.parse(body))).toMatchObject({ prompt: 'Hello', maxTokens: 3 })
  })

  test('tokens, lengths, text and the figures of the engine come from its events', async () => {
    const result = await record(stream(...abc, end([7, 8, 9]), doneEvent), native, { ignoreEos: false })
    expect(result).toMatchObject({
      errorClass: null,
      promptTokens: 6,
      outputTokens: 3,
      tokenCountSource: 'token_ids',
      chunkCount: 3,
      outputText: 'abc',
      outputTokenIds: [7, 8, 9],
      finishReason: 'length',
      usage: { promptTokens: 6, completionTokens: 3 },
    })
    expect(result.engineMetrics).toEqual({
      ttftMs: 20.91,
      tbtMs: 29.95,
      tpotMs: 28.86,
      throughputTps: 34.65,
      prefillMs: null,
      decodeMs: null,
      peakMemMb: null,
      prefixHitRate: null,
    })
    expect(result.flags).toEqual([])
  })

  test('what the Protocol cannot ask is left out and flagged', async () => {
    const asked = { topK: 3, seed: 1, stop: ['x'], choices: 2, ignoreEos: true, temperature: 1 }
    const { flags } = await record(stream(...abc, end([7, 8, 9]), doneEvent), native, asked)
    expect(flags).toEqual(
      expect.arrayContaining(['top_k', 'seed', 'stop', 'n', 'ignore_eos'].map((name) => `${name}_unsupported`)),
    )
  })

  test('a whole answer is a completion of the OpenAI API, asked for by a Protocol request', async () => {
    const whole = answer(200, {
      model: 'test-model',
      choices: [{ index: 0, text: 'abc', finish_reason: 'length' }],
      usage: { prompt_tokens: 6, completion_tokens: 3 },
    })
    const { server, client } = await serve((socket) => void socket.write(whole), native)
    const result = RequestRecord.parse(await client.send(aPlannedRequest({ stream: false })))
    expect(server.seen.at(-1)?.path).toBe('/v1/completions')
    expect(JSON.parse(server.seen.at(-1)?.body ?? '')).toMatchObject({ trace_id: 'benchmark-Q1-r0-000', stream: false })
    expect(result).toMatchObject({ errorClass: null, outputTokens: 3, tokenCountSource: 'usage', engineMetrics: null })
  })

  test.each([
    [
      'an error in the place of an event',
      [start(), event({ event: 'error', error: 'Already borrowed' })],
      'Already borrowed',
    ],
    ['an error without a name', [...abc, event({ error: 'list index out of range' })], 'list index out of range'],
    [
      'an error in the end event',
      [...abc, end([7], { finish_reason: 'error', error: { code: 'unavailable', message: 'no device' } }), doneEvent],
      'no device (unavailable)',
    ],
    [
      'the error event of older versions',
      [start(), event({ event: 'error', error: { code: 'resource_exhausted', message: 'no memory' } })],
      'no memory',
    ],
  ])('%s is a failure in the words of the engine', async (_what, events, words) => {
    const result = await record(stream(...events), native)
    expect(result).toMatchObject({ errorClass: 'stream_error_event', errorMessage: words, outputTokens: null })
  })

  test.each([
    ['a delta before the start', [delta('a', [7])], 'a delta event before the start event'],
    ['an end before the start', [end([7])], 'an end event before the start event'],
    ['a second start', [start(), start()], 'a second start event'],
    ['a delta after the end', [...abc, end([7, 8, 9]), delta('d', [1])], 'a delta event after the end event'],
    ['an event of another request', [start(), delta('a', [7], { request_id: 'other' })], 'another request (other'],
    ['a null where the Protocol has none', [start(), delta(null as never, [7])], 'field content'],
    ['ids that are no numbers', [start(), delta('a', ['x'] as never)], 'field content_tokens.0'],
    ['an end without metrics', [...abc, end([7, 8, 9], { metrics: null })], 'field metrics'],
    ['another API', [event({ choices: [{ delta: { content: 'a' } }] })], 'is not a valid StreamEvent'],
  ])('%s makes the stream one that is not believed', async (_what, events, words) => {
    const result = await record(stream(...events), native)
    expect(result).toMatchObject({ errorClass: 'malformed_response', outputTokens: null })
    expect(result.errorMessage).toContain(words)
  })

  test('an engine that gives up without a word has failed', async () => {
    const result = await record(stream(...abc, end([7, 8, 9], { finish_reason: 'error' }), doneEvent), native)
    expect(result).toMatchObject({ errorClass: 'engine_failure' })
  })

  test('a stream without its end event was cut, also where all its tokens and [DONE] came', async () => {
    for (const rest of [[], [doneEvent]]) {
      const result = await record(stream(...abc, ...rest), native)
      expect(result).toMatchObject({ errorClass: 'stream_cut_short', outputTokens: null, chunkCount: 3 })
      expect(result.errorMessage).toMatch(/^the stream ended without its end event/)
    }
  })

  test('events that nobody knows are passed over and flagged', async () => {
    const result = await record(
      stream(start(), event({ event: 'progress', done: 1 }), ...abc.slice(1), end([7, 8, 9]), doneEvent),
      native,
    )
    expect(result).toMatchObject({ errorClass: null, outputTokens: 3 })
    expect(result.flags).toContain('unknown_event')
  })

  test('the names of older versions are read and flagged', async () => {
    const old = [
      start(),
      event({ event: 'delta', chunk: 'ab', chunk_tokens: [7, 8] }),
      event({ event: 'end', output_text: 'ab', output_tokens: [7, 8], finish_reason: 'stop', metrics }),
      doneEvent,
    ]
    const result = await record(stream(...old), native)
    expect(result).toMatchObject({ errorClass: null, promptTokens: 6, outputTokens: 2, outputText: 'ab' })
    expect(result.flags).toContain('protocol_before_0_5')
  })

  test('an end token, which has no delta, is counted and is the step of the end event', async () => {
    const { client } = await serve(async (socket) => {
      const parts = [start() + delta('a', [7]), delta('b', [8]), end([7, 8, 2], { finish_reason: 'stop' }) + doneEvent]
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n')
      for (const part of parts) {
        socket.write(part)
        await turnsOfTheLoop()
      }
      socket.end()
    }, native)
    const result = await client.send(aPlannedRequest())
    expect(result).toMatchObject({ errorClass: null, outputTokens: 3, tbtBasis: 'steps' })
    expect(result.tokenAt).toHaveLength(3)
    expect(result.flags).toContain('eos_step')
  })

  test('ids of deltas that the end does not hold are no count', async () => {
    const result = await record(stream(...abc, end([7, 9, 8]), doneEvent), native)
    expect(result).toMatchObject({ errorClass: null, outputTokens: null, tokenCountSource: 'chunks_unverified' })
    expect(result.flags).toContain('token_ids_disagree')
  })

  test('a prompt of two lengths has none', async () => {
    const result = await record(stream(...abc, end([7, 8, 9], { prompt_tokens: 5 }), doneEvent), native)
    expect(result).toMatchObject({ promptTokens: null, outputTokens: 3 })
    expect(result.flags).toContain('prompt_tokens_disagree')
  })

  test('a refused request keeps the words of the server', async () => {
    const refusal = answer(422, { detail: [{ loc: ['body', 'model'], msg: 'Field required' }] })
    const result = await record((socket) => void socket.write(refusal), native)
    expect(result).toMatchObject({ errorClass: 'bad_request', httpStatus: 422 })
    expect(result.errorMessage).toContain('Field required')
  })

  test('an engine that dies in the middle leaves what came', async () => {
    const result = await record(async (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n')
      socket.write(`${abc.join('').length.toString(16)}\r\n${abc.join('')}\r\n`)
      await turnsOfTheLoop()
      socket.resetAndDestroy()
    }, native)
    expect(result).toMatchObject({ errorClass: 'connection_reset', chunkCount: 3, outputTokens: null })
  })
})

describe('a prompt of token ids', () => {
  test('cannot be sent', async () => {
    const { buildRequestBody } = await import('../src/openai/request-body.js')
    const { dialectNamed } = await import('../src/index.js')
    const { request } = aPlannedRequest({ input: { kind: 'tokens', tokenIds: [1] } })
    const options = { model: 'm', api: 'native', dialect: dialectNamed('sagellm'), extraBody: {} } as const
    expect(() => buildRequestBody(request, options)).toThrow(/token ids.*native API/)
  })
})
