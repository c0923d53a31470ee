import { expect, test } from 'vitest'
import { readModelList } from './model-list.js'

const ids = (json: unknown) => readModelList(json)?.map(({ id }) => id) ?? null

test.each([
  ["OpenAI's form", { object: 'list', data: [{ id: 'a' }, { id: 'b' }] }],
  ['a bare array', [{ id: 'a' }, { id: 'b' }]],
  ['ids without cards', ['a', 'b']],
  ["Ollama's own form", { models: [{ name: 'a' }, { model: 'b', name: 'other' }] }],
  ['entries that are no models among them', { data: [{ id: 'a' }, { id: 7 }, null, { id: '' }, 'b'] }],
])('%s is a list of models', (_form, json) => {
  expect(ids(json)).toEqual(['a', 'b'])
})

test.each([[undefined], [null], ['a'], [{}], [{ data: { id: 'a' } }]])('%j is no list', (json) => {
  expect(ids(json)).toBeNull()
})

test('a length that is no length is unknown, and takes nothing from its card', () => {
  expect(readModelList([{ id: 'a', max_model_len: 'long' }])).toEqual([{ id: 'a', max_model_len: null }])
})

test('a model that is listed twice is one, and a text of a megabyte is none', () => {
  expect(ids([{ id: 'a' }, 'a', { id: 'x'.repeat(1_000_000) }, { id: 'b', meta: null }])).toEqual(['a', 'b'])
})
