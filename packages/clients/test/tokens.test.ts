import { expect, test } from 'vitest'
import { aPlannedRequest } from './support/planned.js'
import { overEveryTransport } from './support/over-every-transport.js'
import { turnsOfTheLoop } from './support/turns-of-the-loop.js'
import {
  answer,
  deltaEvent,
  doneEvent,
  event,
  finishEvent,
  good,
  httpChunk,
  lastChunk,
  roleEvent,
  sseHead,
  stream,
  tokenEvent,
  usageEvent,
} from './support/wire.js'

overEveryTransport(({ record, start }) => {
  test('role-only and empty deltas are no tokens', async () => {
    const result = await record(
      stream(
        roleEvent,
        deltaEvent({ content: null }),
        tokenEvent(''),
        tokenEvent('a'),
        finishEvent(),
        usageEvent(1),
        doneEvent,
      ),
    )
    expect(result).toMatchObject({ chunkCount: 1, outputTokens: 1 })
  })

  test.each(['reasoning', 'reasoning_content'])(
    'text in delta.%s is tokens, and the answer starts after it',
    async (name) => {
      const result = await record(async (socket, request) => {
        const parts = [
          deltaEvent({ [name]: 'hm ' }),
          deltaEvent({ [name]: 'so' }),
          tokenEvent('4'),
          finishEvent(),
          doneEvent,
        ]
        return stream(...parts)(socket, request)
      })
      expect(result).toMatchObject({ errorClass: null, chunkCount: 3, outputText: '4' })
      expect(result.firstOutputAt).toBe(result.tokenAt[2])
    },
  )

  test('a stream of nothing but reasoning has a first token and no first output', async () => {
    const result = await record(stream(deltaEvent({ reasoning: 'hm' }), finishEvent(), doneEvent))
    expect(result).toMatchObject({ chunkCount: 1, firstOutputAt: null, outputText: 'hm' })
    expect(result.firstTokenAt).not.toBeNull()
  })

  test('arguments of tool calls are tokens; naming the tool is not', async () => {
    const call = (fields: object) => deltaEvent({ tool_calls: [{ index: 0, ...fields }] })
    const result = await record(
      stream(
        call({ id: 'c1', type: 'function', function: { name: 'add', arguments: '' } }),
        call({ function: { arguments: '{"a":' } }),
        call({ function: { arguments: '1}' } }),
        finishEvent('tool_calls'),
        doneEvent,
      ),
    )
    expect(result).toMatchObject({ chunkCount: 2, outputText: '{"a":1}', finishReason: 'tool_calls' })
  })

  test('plain completions carry text, and usage in the finish event', async () => {
    const piece = (text: string, more: object = {}) =>
      event({ id: 'cmpl-1', model: 'test-model', choices: [{ index: 0, text, finish_reason: null }], ...more })
    const end = event({
      id: 'cmpl-1',
      choices: [{ index: 0, text: '', finish_reason: 'length' }],
      usage: { prompt_tokens: 5, completion_tokens: 3 },
    })
    const { client, server } = await start(stream(piece('a'), piece('b'), piece('c'), end, doneEvent), {
      api: 'completions',
    })
    const result = await client.send(aPlannedRequest({ input: { kind: 'text', text: 'Hi' } }), { keepText: true })
    expect(result).toMatchObject({ errorClass: null, outputTokens: 3, promptTokens: 5, outputText: 'abc' })
    expect(server.seen.at(-1)?.path).toBe('/v1/completions')
  })

  test('of several choices the completion tokens are summed and the prompt counted once', async () => {
    const parts = [0, 1].flatMap((index) => [
      tokenEvent('a', { index }),
      tokenEvent('b', { index }),
      finishEvent('length', index),
    ])
    const result = await record(stream(...parts, usageEvent(4), doneEvent), {}, { choices: 2, maxTokens: 2 })
    expect(result).toMatchObject({
      errorClass: null,
      outputTokens: 4,
      promptTokens: 5,
      chunkCount: 4,
      outputText: 'ab\nab',
    })
    const each = await record(
      stream(...parts, usageEvent(2), usageEvent(2), doneEvent),
      {},
      { choices: 2, maxTokens: 2 },
    )
    expect(each).toMatchObject({ outputTokens: 4, promptTokens: 5 })
  })

  test('a stream in which one of two choices does not finish is cut short', async () => {
    const parts = [tokenEvent('a'), tokenEvent('a', { index: 1 }), finishEvent()]
    expect(await record(stream(...parts), {}, { choices: 2 })).toMatchObject({ errorClass: 'stream_cut_short' })
  })

  test('several tokens in a chunk are counted by usage, not by chunks', async () => {
    const result = await record(stream(tokenEvent('a b c'), finishEvent(), usageEvent(3), doneEvent))
    expect(result).toMatchObject({ outputTokens: 3, chunkCount: 1, tokenCountSource: 'usage', flags: [] })
  })

  test('usage that grows on every event counts by its last', async () => {
    const parts = ['a', 'b', 'c'].map((content, at) =>
      event({ choices: [{ index: 0, delta: { content } }], usage: { prompt_tokens: 5, completion_tokens: at + 1 } }),
    )
    expect(await record(stream(...parts, finishEvent(), doneEvent))).toMatchObject({ outputTokens: 3, chunkCount: 3 })
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

  test.each([
    ['says nothing', { prompt_tokens: 5, completion_tokens: 0 }, 'usage_implausible'],
    ['cannot be read', { prompt_tokens: 5, completion_tokens: '3' }, 'usage_unreadable'],
  ])('a usage that %s is flagged and not believed', async (_kind, usage, flag) => {
    const result = await record(stream(tokenEvent('a'), finishEvent(), event({ choices: [], usage }), doneEvent))
    expect(result).toMatchObject({ errorClass: null, outputTokens: null, flags: [flag] })
  })

  test('fewer tokens than asked for are flagged, and so are more', async () => {
    const counted = (tokens: number) => stream(tokenEvent('a'), finishEvent('stop'), usageEvent(tokens), doneEvent)
    expect((await record(counted(1))).flags).toEqual(['output_short'])
    const longer = [...'abcde'].map((letter) => tokenEvent(letter))
    const long = await record(stream(...longer, finishEvent('stop'), usageEvent(5), doneEvent))
    expect(long).toMatchObject({ outputTokens: 5, flags: ['output_long'] })
  })

  test.each([
    ['more than were asked for and came', 9, [tokenEvent('a')]],
    ['fewer than chunks came', 1, [tokenEvent('a'), tokenEvent('b')]],
  ])('a count of tokens that cannot be true (%s) is not used', async (_why, tokens, pieces) => {
    const result = await record(stream(...pieces, finishEvent('stop'), usageEvent(tokens), doneEvent))
    expect(result).toMatchObject({ errorClass: null, outputTokens: null, tokenCountSource: 'chunks_unverified' })
    expect(result.flags).toContain('usage_implausible')
  })

  test('a few pieces of text more than tokens are flagged, and the usage is believed', async () => {
    const pieces = Array.from({ length: 21 }, (_, index) => tokenEvent(`word${index} `))
    const result = await record(stream(...pieces, finishEvent(), usageEvent(20), doneEvent), {}, { maxTokens: 20 })
    expect(result).toMatchObject({ outputTokens: 20, chunkCount: 21, tokenCountSource: 'usage' })
    expect(result.flags).toContain('usage_disagrees')
    expect(result.flags).not.toContain('usage_implausible')
  })

  test('a stream that stays open long after its last token is flagged', async () => {
    const result = await record(async (socket) => {
      socket.write(sseHead)
      for (const part of [tokenEvent('a'), tokenEvent('b'), tokenEvent('c'), finishEvent()])
        socket.write(httpChunk(part))
      // The tokens are read before the wait begins.
      await turnsOfTheLoop()
      await new Promise((resolve) => setTimeout(resolve, 300))
      socket.write(Buffer.concat([...[usageEvent(3), doneEvent].map(httpChunk), Buffer.from(lastChunk)]))
    })
    expect(result).toMatchObject({ outputTokens: 3, errorClass: null })
    expect(result.flags).toContain('late_end')
    expect(result.endAt - (result.lastTokenAt as number)).toBeGreaterThan(200)
  })

  test('a count within the limit that extra fields set, or beside no limit at all, is used', async () => {
    const counted = stream(tokenEvent('a'), finishEvent('stop'), usageEvent(9), doneEvent)
    for (const extraBody of [{ max_tokens: 9 }, { max_tokens: null, max_completion_tokens: 9 }, { max_tokens: null }]) {
      const result = await record(counted, { extraBody })
      expect(result).toMatchObject({ outputTokens: 9, tokenCountSource: 'usage' })
      expect(result.flags).not.toContain('usage_implausible')
    }
  })

  test('a doubled usage counts once', async () => {
    const result = await record(stream(...good.slice(0, -1), usageEvent(3), doneEvent))
    expect(result).toMatchObject({ outputTokens: 3, promptTokens: 5, flags: ['usage_repeated'] })
  })

  test('an answer that was not streamed gives counts but no time to first token', async () => {
    const body = {
      model: 'test-model',
      choices: [{ index: 0, message: { role: 'assistant', content: 'abc' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 5, completion_tokens: 3 },
    }
    const result = await record((socket) => void socket.write(answer(200, body)), {}, { stream: false })
    expect(result).toMatchObject({
      errorClass: null,
      outputTokens: 3,
      firstTokenAt: null,
      outputText: 'abc',
      flags: ['not_streamed'],
    })
    expect(result.lastTokenAt).toBe(result.endAt)
  })

  test.each([
    [{ error: { message: 'full' } }, 'server_error'],
    ['not json', 'malformed_response'],
    [{ choices: [] }, 'malformed_response'],
    [{ choices: [{ message: { content: '' }, finish_reason: 'stop' }] }, 'empty_response'],
    [{ choices: [{ message: { content: 'a' }, finish_reason: 'abort' }] }, 'engine_failure'],
  ])('an answer that was not streamed and holds %j is %s', async (body, errorClass) => {
    const result = await record((socket) => void socket.write(answer(200, body)), {}, { stream: false })
    expect(result).toMatchObject({ errorClass, outputTokens: null })
  })

  test('text is kept only on request', async () => {
    const { client } = await start(stream(...good))
    expect((await client.send(aPlannedRequest())).outputText).toBeNull()
  })
})
