import { expect, test } from 'vitest'
import { fakeServer } from '../../test/support/fake-server.js'
import { dialectNamed } from '../dialects/dialects.js'
import { countPrompt } from './count-prompt.js'

const count = (dialect: string, routes: Parameters<typeof fakeServer>[0]) =>
  countPrompt({ ...fakeServer(routes).options, dialect: dialectNamed(dialect), model: 'm' }, 'Hello')

test('the server counts, at its own route', async () => {
  expect(await count('vllm', { 'POST /tokenize': { json: { count: 1, tokens: [9906] } } })).toBe(1)
})

test('an engine without such a route, and one that does not answer, leave the count unknown', async () => {
  expect(await count('ollama', { 'POST /tokenize': { json: { count: 1 } } })).toBeNull()
  expect(await count('vllm', {})).toBeNull()
  expect(await count('vllm', { 'POST /tokenize': { status: 500, json: { count: 1 } } })).toBeNull()
})
