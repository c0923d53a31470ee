import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import { describe, expect, test } from 'vitest'
import { dialectNamed } from '../dialects/dialects.js'
import { buildRequestBody, type FieldChanges } from './request-body.js'

const messages = [
  { role: 'system' as const, content: 'Be brief.' },
  { role: 'user' as const, content: 'Hello' },
]
const build = (
  fields: Partial<GenerationRequest> = {},
  options: { dialect?: string; api?: 'chat' | 'completions'; extraBody?: object; fieldChanges?: FieldChanges } = {},
) => {
  const request = GenerationRequest.parse({ input: { kind: 'messages', messages }, maxTokens: 8, ...fields })
  const { dialect = 'vllm', api = 'chat', extraBody = {}, fieldChanges = {} } = options
  return buildRequestBody(request, {
    model: 'm',
    api,
    dialect: dialectNamed(dialect),
    extraBody: extraBody as Record<string, unknown>,
    fieldChanges,
  })
}

test('a request asks for exactly its tokens, greedily, with usage', () => {
  const { route, body, flags } = build({ ignoreEos: true })
  expect(route).toBe('/chat/completions')
  expect(body).toEqual({
    model: 'm',
    messages,
    max_tokens: 8,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
    ignore_eos: true,
  })
  expect(flags).toEqual([])
})

describe('what an engine cannot do is left out and flagged', () => {
  test('an exact length', () => {
    const { body, flags } = build({ ignoreEos: true }, { dialect: 'tgi' })
    expect(body).not.toHaveProperty('ignore_eos')
    expect(flags).toEqual(['ignore_eos_unsupported'])
  })

  test('sampling fields and choices', () => {
    const { body, flags } = build({ topK: 5, choices: 2, ignoreEos: false }, { dialect: 'ollama' })
    expect(body).not.toHaveProperty('top_k')
    expect(body).not.toHaveProperty('n')
    expect(flags).toEqual(['top_k_unsupported', 'n_unsupported'])
  })
})

test('LMDeploy is asked for an exact length by its own field', () => {
  expect(build({ ignoreEos: true }, { dialect: 'lmdeploy' }).body).toMatchObject({
    ignore_eos: true,
    min_new_tokens: 8,
  })
})

test('extra fields go over the common ones, those of the request over both, and null takes one out', () => {
  const { body } = build(
    { extraBody: { b: 2, temperature: null } },
    { extraBody: { a: 1, b: 1, stream_options: null } },
  )
  expect(body).toMatchObject({ a: 1, b: 2 })
  expect(body).not.toHaveProperty('temperature')
  expect(body).not.toHaveProperty('stream_options')
})

test('an answer that is not streamed asks for no stream options', () => {
  expect(build({ stream: false }).body).not.toHaveProperty('stream_options')
})

describe('plain completions', () => {
  const completions = { api: 'completions' as const }

  test('take token ids and texts as they are', () => {
    expect(build({ input: { kind: 'tokens', tokenIds: [1, 2] } }, completions)).toMatchObject({
      route: '/completions',
      body: { prompt: [1, 2] },
    })
    expect(build({ input: { kind: 'text', text: 'Hi' } }, completions).body.prompt).toBe('Hi')
  })

  test('flatten a conversation and say so', () => {
    const { body, flags } = build({}, completions)
    expect(body.prompt).toBe('system: Be brief.\nuser: Hello')
    expect(flags).toEqual(['messages_flattened', 'ignore_eos_unsupported'].slice(0, 1))
  })
})

test('a field that the server refuses is sent under its other name, or left out and flagged', () => {
  const fieldChanges = { max_tokens: 'max_completion_tokens', stream_options: null, top_k: null }
  const { body, flags, asked } = build({}, { fieldChanges })
  expect(body).toMatchObject({ max_completion_tokens: 8, stream: true })
  for (const name of ['max_tokens', 'stream_options']) expect(body).not.toHaveProperty(name)
  expect(flags).toEqual(['stream_options_unsupported'])
  expect(asked.tokenLimit).toBe(8)
})

test('token ids over the chat API are a mistake of the caller', () => {
  expect(() => build({ input: { kind: 'tokens', tokenIds: [1] } })).toThrow(/completions API|token ids/)
})
