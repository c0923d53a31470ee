import { expect, test } from 'vitest'
import { CompletionUsage } from './completion-usage.js'
import { ModelList } from './model-list.js'
import { StreamChunk } from './stream-chunk.js'

test('a chunk that leaves out all that may be left out is accepted', () => {
  expect(StreamChunk.parse({ choices: [{ delta: {} }] }).choices?.[0]?.index).toBe(0)
  expect(StreamChunk.safeParse({ choices: [], usage: null }).success).toBe(true)
})

test('content that is not text is refused', () => {
  expect(StreamChunk.safeParse({ choices: [{ delta: { content: 5 } }] }).success).toBe(false)
})

test.each([1.5, -1, '12', Number.NaN, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e308])(
  'a token count of %j is refused',
  (tokens) => {
    expect(CompletionUsage.safeParse({ completion_tokens: tokens }).success).toBe(false)
  },
)

test('a usage with null details is accepted', () => {
  expect(CompletionUsage.safeParse({ prompt_tokens: 3, prompt_tokens_details: null }).success).toBe(true)
})

test('a context length that makes no sense is unknown, and the model is still listed', () => {
  const list = ModelList.parse({ data: [{ id: 'm', max_model_len: 'big', meta: { n_ctx: 512 } }] })
  expect(list.data[0]).toMatchObject({ id: 'm', max_model_len: null, meta: { n_ctx: 512 } })
})
