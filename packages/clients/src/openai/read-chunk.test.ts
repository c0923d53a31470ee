import { describe, expect, test } from 'vitest'
import { plainPieceOf, readChunk, readPlainPiece } from './read-chunk.js'

const chunk = (choice: object, more: object = {}) => ({ choices: [{ index: 0, ...choice }], ...more })
const plain = (json: unknown, asked = 1) =>
  plainPieceOf(readChunk(json, asked) as NonNullable<ReturnType<typeof readChunk>>)

test('reasoning sent under both names is one piece', () => {
  const reading = readChunk(chunk({ delta: { reasoning: 'hm', reasoning_content: 'hm', content: null } }), 1)
  expect(reading?.pieces).toEqual([{ choice: 0, kind: 'reasoning', key: 'reasoning', text: 'hm' }])
})

test('one event may hold reasoning and answer', () => {
  const reading = readChunk(chunk({ delta: { reasoning_content: 'so', content: '4' } }), 1)
  expect(reading?.pieces.map(({ kind, text }) => [kind, text])).toEqual([
    ['reasoning', 'so'],
    ['output', '4'],
  ])
})

test('a refusal is generated text too', () => {
  expect(readChunk(chunk({ delta: { refusal: 'no' } }), 1)?.pieces).toMatchObject([{ kind: 'output', text: 'no' }])
})

test('an empty delta holds nothing, and progress without choices neither', () => {
  expect(readChunk(chunk({ delta: { role: 'assistant', content: '' } }), 1)?.pieces).toEqual([])
  expect(readChunk({ prompt_progress: { total: 5 } }, 1)?.pieces).toEqual([])
})

test.each([
  ['a finish reason', chunk({ delta: { content: 'a' }, finish_reason: 'stop' })],
  ['usage', chunk({ delta: { content: 'a' } }, { usage: { completion_tokens: 1 } })],
  ['token ids', chunk({ delta: { content: 'a' }, token_ids: [5] })],
  ['a second piece', chunk({ delta: { content: 'a', reasoning: 'b' } })],
  ['no text', chunk({ delta: {} })],
])('an event with %s makes no template', (_kind, json) => {
  expect(plain(json)).toBeNull()
})

test('a piece of another choice makes no template; where one was asked for, the index only counts chunks', () => {
  const second = { choices: [{ index: 1, delta: { content: 'a' } }] }
  expect(plain(second, 2)).toBeNull()
  expect(readChunk(second, 1)?.pieces).toMatchObject([{ choice: 0, text: 'a' }])
})

test.each([
  ['index null', chunk({ index: null, delta: { content: 'a' } }), 'a'],
  ['index as a text', chunk({ index: '0', delta: { content: 'a' } }), 'a'],
  ['an id that is a number', chunk({ delta: { content: 'a' } }, { id: 7 }), 'a'],
  [
    'parts of content',
    chunk({
      delta: {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    }),
    'ab',
  ],
  ['the older form of a tool call', chunk({ delta: { function_call: { arguments: '{' } } }), '{'],
  ['arguments as an object', chunk({ delta: { tool_calls: [{ function: { arguments: { x: 1 } } }] } }), '{"x":1}'],
  ['a tool call without index', chunk({ delta: { tool_calls: [{ id: '', function: { arguments: '1' } }] } }), '1'],
  ['reasoning as thinking', chunk({ delta: { thinking: 'hm' } }), 'hm'],
  ['reasoning in details', chunk({ delta: { content: '', reasoning_details: [{ text: 'hm' }] } }), 'hm'],
  ['reasoning under two names', chunk({ delta: { reasoning: 'hm', reasoning_details: [{ text: 'hm' }] } }), 'hm'],
  ['an empty error', chunk({ delta: { content: 'a' } }, { error: '' }), 'a'],
  ['an empty detail and a code of zero', chunk({ delta: { content: 'a' } }, { code: 0, detail: '' }), 'a'],
  ['an error without words', chunk({ delta: { content: 'a' } }, { error: { code: 0, message: '' } }), 'a'],
  ['an error of nothing', chunk({ delta: { content: 'a' } }, { error: {} }), 'a'],
])('%s is read', (_form, json, text) => {
  const reading = readChunk(json, 1)
  expect(reading?.error).toBeNull()
  expect(reading?.pieces.map((piece) => piece.text).join('')).toBe(text)
})

test('a finish reason may be an object that names it', () => {
  const reading = readChunk(chunk({ delta: {}, finish_reason: { type: 'length', length: 10 } }), 1)
  expect(reading?.finishes).toEqual([{ choice: 0, reason: 'length' }])
})

test.each([
  ['at the top', chunk({ delta: {} }, { usage: { completion_tokens: 3 } })],
  ['inside a choice', chunk({ delta: {}, usage: { completion_tokens: 3 } })],
  ['in a field of the gateway', chunk({ delta: {} }, { x_groq: { usage: { completion_tokens: 3 } } })],
])('a usage %s is read', (_place, json) => {
  expect(readChunk(json, 1)?.usage).toMatchObject({ usage: { completion_tokens: 3 } })
})

test('an odd detail of a usage costs that detail and no count', () => {
  const usage = {
    prompt_tokens: 5,
    completion_tokens: 3,
    total_tokens: -1,
    prompt_tokens_details: { cached_tokens: '' },
  }
  expect(readChunk(chunk({ delta: {} }, { usage }), 1)?.usage).toMatchObject({
    usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: null },
  })
  expect(readChunk(chunk({ delta: {} }, { usage: { ...usage, prompt_tokens_details: [] } }), 1)?.usage).toMatchObject({
    usage: { completion_tokens: 3 },
  })
})

test('an event with one piece and nothing else does', () => {
  expect(plain(chunk({ delta: { content: 'a' }, finish_reason: null }, { usage: null }))).toMatchObject({
    key: 'content',
    text: 'a',
  })
  expect(readPlainPiece('{"choices":[{"text":"b"}]}')).toMatchObject({ key: 'text', text: 'b' })
  expect(readPlainPiece('{')).toBeNull()
})

test('an error goes before everything else in the event', () => {
  expect(readChunk({ error: { message: 'full' }, choices: [{ delta: { content: 'a' } }] }, 1)).toMatchObject({
    pieces: [],
    error: { message: 'full' },
  })
})

describe('the engine’s own times', () => {
  // The last event of a stream of llama-server b11669, with stream_options.
  const last = {
    choices: [],
    model: 'tiny',
    usage: { completion_tokens: 12, prompt_tokens: 25, total_tokens: 37 },
    timings: { cache_n: 24, prompt_n: 1, prompt_ms: 2.118, predicted_n: 12, predicted_ms: 18.786 },
  }

  test('come with the last event of llama.cpp', () => {
    expect(readChunk(last, 1)?.timings).toEqual({
      prompt_n: 1,
      prompt_ms: 2.118,
      predicted_n: 12,
      predicted_ms: 18.786,
    })
  })

  test('of an odd form are not known, and cost nothing else', () => {
    expect(readChunk({ ...last, timings: 'soon' }, 1)).toMatchObject({ timings: null, usage: { choices: [] } })
    expect(readChunk({ ...last, timings: { prompt_ms: -1, predicted_n: 1.5, predicted_ms: '9' } }, 1)?.timings).toEqual(
      {
        prompt_ms: null,
        predicted_n: null,
        predicted_ms: null,
      },
    )
    expect(readChunk({ choices: [] }, 1)?.timings).toBeNull()
  })

  test('on every chunk make no template of it, so that the last is read', () => {
    const json = { choices: [{ index: 0, delta: { content: 'a' } }], timings: last.timings }
    expect(plain(json)).toBeNull()
  })
})
