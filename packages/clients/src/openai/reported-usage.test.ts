import { CompletionUsage } from '@sagellm-benchmark/protocol-types/openai'
import { expect, test } from 'vitest'
import { reportedUsage } from './reported-usage.js'

const counts = { prompt_tokens: 12, completion_tokens: 10, total_tokens: 22 }
const read = (fields: object) => reportedUsage(CompletionUsage.parse({ ...counts, ...fields }))

test.each([
  { prompt_tokens_details: { cached_tokens: 8 } },
  { input_tokens_details: { cached_tokens: 8 } },
  { prompt_cache_hit_tokens: 8, prompt_cache_miss_tokens: 4 },
  { cached_tokens: 8 },
  { cache_read_input_tokens: 8 },
  { prompt_tokens_details: { cached_tokens: 0 }, prompt_cache_hit_tokens: 8 },
])('%j says that 8 tokens of the prompt were cached', (fields) => {
  expect(read(fields)).toMatchObject({ promptTokens: 12, completionTokens: 10, cachedTokens: 8 })
})

test('a part that is larger than its whole is not known', () => {
  expect(read({ cached_tokens: 80 }).cachedTokens).toBeNull()
  expect(read({ completion_tokens_details: { reasoning_tokens: 99 } })).toMatchObject({
    completionTokens: 10,
    reasoningTokens: null,
  })
})

test('reasoning that the total shows to come on top is part of the completion', () => {
  const usage = read({ total_tokens: 122, completion_tokens_details: { reasoning_tokens: 100 } })
  expect(usage).toMatchObject({ completionTokens: 110, reasoningTokens: 100, totalTokens: 122 })
})

test('the names of the Responses API are read', () => {
  const usage = CompletionUsage.parse({ input_tokens: 12, output_tokens: 10 })
  expect(reportedUsage(usage)).toMatchObject({ promptTokens: 12, completionTokens: 10 })
})
