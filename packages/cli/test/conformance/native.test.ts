import { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { protocolTypes } from '@sagellm-benchmark/protocol-types/protocol/catalogue'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Expectation, faultCases } from './fault-expectations.js'
import { aRequest, besideReads, type Served, serve, transports, truthOf, wantedTokens } from './served.js'

/** The reference engine at the route of sageLLM's own Protocol. */
let served: Served
beforeAll(async () => {
  served = await serve('sagellm')
})
afterAll(() => served.close())

const input = { kind: 'text', text: 'Tell me about the harbour' } as const
const ask = (extraBody: Record<string, unknown> = {}) => aRequest({ input, ignoreEos: false, extraBody })

/** Where the Protocol's events make another ending of a fault than those of the OpenAI API: they have no usage, and need their end. */
const otherwise: Readonly<Record<string, Partial<Expectation>>> = {
  'no-finish-reason': { errorClass: 'stream_cut_short', flags: ['finish_reason_missing'] },
  'no-usage': {},
  'double-usage': { flags: [] },
}

describe.each(transports)('over %s', (transport) => {
  test('tokens, text, prompt and the figures of the engine are exact', async () => {
    const planned = ask()
    const truth = await truthOf(served.engine, planned.request)
    const record = await served.client({ transport, api: 'native' }).send(planned, { keepText: true })
    expect(RequestRecord.parse(record)).toMatchObject({
      errorClass: null,
      outputText: truth.text,
      promptTokens: truth.promptTokens,
      outputTokens: wantedTokens,
      tokenCountSource: 'token_ids',
      finishReason: 'length',
      simulated: true,
    })
    expect(record.outputTokenIds).toHaveLength(wantedTokens)
    expect(besideReads(record.flags)).toEqual([])
    const { ttftMs, tbtMs, tpotMs, throughputTps } = record.engineMetrics ?? {}
    for (const figure of [ttftMs, tbtMs, tpotMs, throughputTps]) expect(figure).toBeGreaterThan(0)
    // The engine's clock begins later and ends earlier than the client's.
    expect(ttftMs).toBeLessThanOrEqual((record.firstTokenAt as number) - record.startAt + 1)
  })

  const cases = Object.entries(faultCases).filter(([name]) => name !== 'refuse')
  test.each(cases)('%s', async (name, { wish, timeouts, streamed }) => {
    const expected = { ...streamed, ...otherwise[name] }
    const planned = ask({ fault: wish })
    const truth = await truthOf(served.engine, planned.request)
    const client = served.client({ transport, api: 'native', ...(timeouts ? { timeouts } : {}) })
    const record = RequestRecord.parse(await client.send(planned, { keepText: true }))
    expect(record).toMatchObject({ errorClass: expected.errorClass, httpStatus: expected.httpStatus })
    for (const flag of expected.flags) expect(record.flags).toContain(flag)
    if (expected.errorClass === null)
      expect(record).toMatchObject({
        outputTokens: wantedTokens,
        tokenCountSource: 'token_ids',
        outputText: truth.text,
      })
    else {
      expect(record.outputTokens).toBeNull()
      if (expected.chunks !== 'some') expect(truth.text.startsWith(record.outputText ?? '')).toBe(true)
    }
  })
})

test('its events are those of the Protocol, and other dialects have no such route', async () => {
  const body = { request_id: 'r', trace_id: 't', model: 'reference-tiny', prompt: 'one two', max_tokens: 3 }
  const post = (url: string, json: object) =>
    fetch(`${url}/v1/completions/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    })
  const text = await (await post(served.server.url, body)).text()
  const events = text.split('\n\n').flatMap((each) => (each.startsWith('data: {') ? [JSON.parse(each.slice(6))] : []))
  expect(events.map(({ event }) => event)).toEqual(['start', ...events.slice(1, -1).map(() => 'delta'), 'end'])
  for (const event of events)
    expect(protocolTypes.get('StreamEvent')?.parse(event)).toMatchObject({ requestId: 'r', traceId: 't' })
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true)

  expect((await post(served.server.url, { prompt: 'x' })).status).toBe(400)
  const other = await serve('vllm')
  expect((await post(other.server.url, body)).status).toBe(404)
  await other.close()
})

test('prompts are counted by what the engine says it read, behind a mark', async () => {
  const client = served.client({ api: 'native' })
  const counter = await client.openCounter()
  expect(counter?.counts).toBe('prompt')
  for (const text of ['one two three', '港口 knows', input.text])
    expect(await counter?.count({ kind: 'text', text })).toBe(
      served.engine.countPromptTokens(aRequest({ input: { kind: 'text', text } }).request),
    )
})
