import { expect, test } from 'vitest'
import { classifyStatus } from '../openai/classify-status.js'
import { windowOfRefusal } from './window-of-refusal.js'

test.each([
  [
    "This model's maximum context length is 300 tokens. However, you requested 331 tokens (267 in the messages, 64 in the completion). Please reduce the length of the messages or completion.",
    300,
  ],
  [
    "You passed 267 input tokens and requested 64 output tokens. However, the model's context length is only 300 tokens. Please reduce the length of the input prompt.",
    300,
  ],
  [
    "Requested token count exceeds the model's maximum context length of 300 tokens. You requested a total of 331 tokens: 267 tokens from the input messages and 64 tokens for the completion.",
    300,
  ],
  ["The input (331 tokens) is longer than the model's context length (300 tokens).", 300],
  ['the request exceeds the available context size (300 tokens), try increasing it', 300],
  ['request (331 tokens) exceeds the available context size (300 tokens), try increasing it', 300],
  [
    'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 300. Given: 267 `inputs` tokens and 64 `max_new_tokens`',
    300,
  ],
  ['The sum of prompt length (267.0), query length (0) max_tokens (64) should not exceed max_seq_len (300)', 300],
  ['prompt is too long: 331 tokens > 300 maximum', 300],
  [
    'input length and `max_tokens` exceed context limit: 267 + 64 > 300, decrease input length or `max_tokens` and try again',
    300,
  ],
  ['Prompt contains 331 tokens and 0 draft tokens, too large for model with 300 maximum context length', 300],
  ['The input token count (331) exceeds the maximum number of tokens allowed (300).', 300],
  ['Too many input tokens: this model supports at most 300 tokens', 300],
])('%s', (message, window) => {
  expect(windowOfRefusal(message, 331)).toBe(window)
  expect(classifyStatus(400, { message, type: null, code: null } as never)).toBe('context_length_exceeded')
})

test('thousands may be set apart', () => {
  expect(windowOfRefusal('prompt is too long: 210,000 tokens > 200,000 maximum', 210_000)).toBe(200_000)
})

test('a refusal of another kind names no window', () => {
  expect(windowOfRefusal("Unsupported parameter: 'max_tokens' is not supported with this model.", 331)).toBeNull()
  const words = 'Could not finish the message because max_tokens or model output limit was reached.'
  expect(windowOfRefusal(words, 331)).toBeNull()
  expect(classifyStatus(400, { message: words, type: 'invalid_request_error', code: null } as never)).toBe(
    'bad_request',
  )
})

test('a limit that holds the request twice over is not the one that refused it', () => {
  expect(windowOfRefusal('maximum context length is 131072 tokens', 331)).toBeNull()
})
