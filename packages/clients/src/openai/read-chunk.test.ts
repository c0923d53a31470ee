import { expect, test } from 'vitest'
import { plainPieceOf, readChunk, readPlainPiece } from './read-chunk.js'

const chunk = (choice: object, more: object = {}) => ({ choices: [{ index: 0, ...choice }], ...more })
const plain = (json: unknown) => plainPieceOf(readChunk(json) as NonNullable<ReturnType<typeof readChunk>>)

test('reasoning sent under both names is one piece', () => {
  const reading = readChunk(chunk({ delta: { reasoning: 'hm', reasoning_content: 'hm', content: null } }))
  expect(reading?.pieces).toEqual([{ choice: 0, kind: 'reasoning', key: 'reasoning', text: 'hm' }])
})

test('one event may hold reasoning and answer', () => {
  const reading = readChunk(chunk({ delta: { reasoning_content: 'so', content: '4' } }))
  expect(reading?.pieces.map(({ kind, text }) => [kind, text])).toEqual([
    ['reasoning', 'so'],
    ['output', '4'],
  ])
})

test('a refusal is generated text too', () => {
  expect(readChunk(chunk({ delta: { refusal: 'no' } }))?.pieces).toMatchObject([{ kind: 'output', text: 'no' }])
})

test('an empty delta holds nothing, and progress without choices neither', () => {
  expect(readChunk(chunk({ delta: { role: 'assistant', content: '' } }))?.pieces).toEqual([])
  expect(readChunk({ prompt_progress: { total: 5 } })?.pieces).toEqual([])
})

test.each([
  ['a finish reason', chunk({ delta: { content: 'a' }, finish_reason: 'stop' })],
  ['usage', chunk({ delta: { content: 'a' } }, { usage: { completion_tokens: 1 } })],
  ['token ids', chunk({ delta: { content: 'a' }, token_ids: [5] })],
  ['a second piece', chunk({ delta: { content: 'a', reasoning: 'b' } })],
  ['another choice', { choices: [{ index: 1, delta: { content: 'a' } }] }],
  ['no text', chunk({ delta: {} })],
])('an event with %s makes no template', (_kind, json) => {
  expect(plain(json)).toBeNull()
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
  expect(readChunk({ error: { message: 'full' }, choices: [{ delta: { content: 'a' } }] })).toMatchObject({
    pieces: [],
    error: { message: 'full' },
  })
})
