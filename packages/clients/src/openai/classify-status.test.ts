import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { expect, test } from 'vitest'
import { classifyStatus } from './classify-status.js'

// Sentences of vLLM (old and new), SGLang, LMDeploy, TGI, TensorRT-LLM and OpenAI.
test.each([
  "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
  'You passed 5001 input tokens and requested 10 output tokens. However, the model\u2019s context length is only 4096',
  'The input (5000 tokens) is longer than the model\u2019s context length (4096 tokens).',
  "Requested token count exceeds the model's maximum context length of 4096 tokens.",
  '`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 20 `max_new_tokens`',
  'The sum of prompt length (5000) and max_tokens (10) should not exceed max_seq_len (4096)',
])('"%s" is an overlong context', (message) => {
  expect(classifyStatus(400, readWireError({ error: { message } }))).toBe('context_length_exceeded')
})

test.each([
  ['context_length_exceeded', 'code'],
  ['exceed_context_size_error', 'type'],
])('the word %s in %s is one in any language', (word, field) => {
  expect(classifyStatus(400, readWireError({ error: { message: 'x', [field]: word } }))).toBe('context_length_exceeded')
})

test.each([
  [400, 'bad_request'],
  [401, 'auth'],
  [403, 'auth'],
  [404, 'not_found'],
  [413, 'bad_request'],
  [422, 'bad_request'],
  [424, 'server_error'],
  [429, 'rate_limited'],
  [500, 'server_error'],
  [502, 'server_error'],
  [503, 'overloaded'],
  [529, 'overloaded'],
  [301, 'unexpected_status'],
  [418, 'unexpected_status'],
])('%i without a telling body is %s', (status, errorClass) => {
  expect(classifyStatus(status, null)).toBe(errorClass)
})
