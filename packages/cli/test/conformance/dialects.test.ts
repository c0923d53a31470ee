import { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import { servedDialects } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aRequest, type Served, serve, transports, truthOf, wantedTokens, besideReads } from './served.js'

/** What cannot be asked of these servers; the client says so in each record. */
const unaskable: Readonly<Record<string, readonly string[]>> = {
  openai: ['ignore_eos_unsupported'],
  tgi: ['ignore_eos_unsupported'],
  ollama: ['ignore_eos_unsupported'],
}
/** They ignore `n`, so the client leaves it out and says so. */
const oneChoiceOnly = ['tgi', 'ollama']

describe.each(servedDialects)('$name', ({ name }) => {
  let served: Served
  beforeAll(async () => {
    served = await serve(name)
  })
  afterAll(() => served.close())

  test('is recognised by what the server says of itself', async () => {
    const client = served.client({ dialect: 'auto' })
    await client.open({ connections: 1 })
    expect(client.identity).toMatchObject({ engine: name, model: 'reference-tiny', simulated: true })
  })

  describe.each(transports)('over %s', (transport) => {
    test.each([
      ['a streamed chat', 'chat', true],
      ['a chat in one piece', 'chat', false],
      ['a streamed completion', 'completions', true],
      ['a completion in one piece', 'completions', false],
    ] as const)('%s gives the engine’s own text, counts and end', async (_, api, stream) => {
      const input: GenerationRequest['input'] =
        api === 'chat'
          ? { kind: 'messages', messages: [{ role: 'user', content: 'What does the harbour know?' }] }
          : { kind: 'text', text: 'Once the harbour' }
      const planned = aRequest({ input, stream })
      const truth = await truthOf(served.engine, planned.request)

      const record = await served.client({ transport, api }).send(planned, { keepText: true })

      expect(RequestRecord.parse(record)).toMatchObject({
        errorClass: null,
        httpStatus: 200,
        outputText: truth.text,
        promptTokens: truth.promptTokens,
        outputTokens: wantedTokens,
        tokenCountSource: 'usage',
        finishReason: 'length',
        model: 'reference-tiny',
        simulated: true,
        transport,
      })
      expect(besideReads(record.flags)).toEqual([...(unaskable[name] ?? []), ...(stream ? [] : ['not_streamed'])])
      if (stream) {
        expect((record.firstTokenAt as number) - record.startAt).toBeGreaterThanOrEqual(0)
        expect(record.tokenAt.length).toBeGreaterThanOrEqual(record.chunkCount)
        expect(record.tokenAt.length).toBeLessThanOrEqual(wantedTokens)
        // No chunk more than there were tokens: roles, usage, empty deltas and progress are none.
        expect(record.chunkCount).toBeLessThanOrEqual(wantedTokens)
        expect(isAscending(record.tokenAt)).toBe(true)
      } else {
        expect(record).toMatchObject({ firstTokenAt: null, lastTokenAt: record.endAt, tokenAt: [] })
      }
    })

    test('no stamp is earlier than the write that it is of', async () => {
      const planned = aRequest()
      const record = await served.client({ transport }).send(planned)
      const writes = served.server.writes(planned.requestId)
      const withTokens = writes?.performanceNowMs.filter((_, at) => (writes.tokens[at] ?? 0) > 0) ?? []
      // Empty chunks are writes with tokens and no text: the first and the last stamp still have their own.
      expect(record.firstTokenAt).toBeGreaterThanOrEqual(withTokens[0] as number)
      expect(record.lastTokenAt).toBeGreaterThanOrEqual(withTokens.at(-1) as number)
    })

    test('reasoning counts as tokens and starts the clock, the answer is kept apart', async () => {
      const planned = aRequest({ extraBody: { reasoning_tokens: 4 } })
      const truth = await truthOf(served.engine, planned.request)
      const record = await served.client({ transport }).send(planned, { keepText: true })
      expect(record).toMatchObject({ errorClass: null, outputTokens: wantedTokens, outputText: truth.text })
      expect(record.firstOutputAt).toBeGreaterThanOrEqual(record.firstTokenAt as number)
      expect(record.usage?.reasoningTokens).toBe(4)
    })

    test('the tokens of two choices are summed, the prompt is counted once', async () => {
      const planned = aRequest({ choices: 2 })
      const record = await served.client({ transport }).send(planned)
      const alone = oneChoiceOnly.includes(name)
      expect(record.flags.includes('n_unsupported')).toBe(alone)
      expect(record).toMatchObject({
        promptTokens: served.engine.countPromptTokens(planned.request),
        outputTokens: alone ? wantedTokens : 2 * wantedTokens,
      })
      expect(record.errorClass).toBeNull()
    })

    test('a prompt beyond the context is refused as such, unless the server shortens it', async () => {
      const content = Array.from({ length: 400 }, () => 'harbour').join(' ')
      const planned = aRequest({ input: { kind: 'messages', messages: [{ role: 'user', content }] } })
      const { errorClass, firstTokenAt } = await served.client({ transport }).send(planned)
      if (name === 'ollama') expect(errorClass).toBeNull()
      else expect({ errorClass, firstTokenAt }).toEqual({ errorClass: 'context_length_exceeded', firstTokenAt: null })
    })

    test('a field that the server cannot read is a bad request with the server’s reason', async () => {
      const { errorClass, errorMessage } = await served
        .client({ transport })
        .send(aRequest({ extraBody: { top_p: 5 } }))
      expect(errorClass).toBe('bad_request')
      expect(errorMessage).toContain('top_p')
    })
  })
})

describe.each(servedDialects.filter(({ older }) => older !== null))('$name as of 2025', ({ name }) => {
  let served: Served
  beforeAll(async () => {
    served = await serve(name, {}, { older: true })
  })
  afterAll(() => served.close())

  test.each(transports)('gives the same record over %s', async (transport) => {
    const planned = aRequest({ extraBody: { reasoning_tokens: 3 } })
    const truth = await truthOf(served.engine, planned.request)
    const record = await served.client({ transport }).send(planned, { keepText: true })
    expect(record).toMatchObject({
      errorClass: null,
      outputText: truth.text,
      promptTokens: truth.promptTokens,
      outputTokens: wantedTokens,
      tokenCountSource: 'usage',
      finishReason: 'length',
    })
    expect(besideReads(record.flags)).toEqual([])
    const refused = await served.client({ transport }).send(aRequest({ extraBody: { top_p: 5 } }))
    expect(refused.errorClass).toBe('bad_request')
  })
})

function isAscending(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value >= (values[at - 1] as number))
}
