import { expect, test } from 'vitest'
import { refusedFields } from './refused-fields.js'

const sent = {
  model: 'm',
  messages: [],
  max_tokens: 16,
  temperature: 0,
  stream: true,
  stream_options: { include_usage: true },
  ignore_eos: true,
}
const refused = (answer: unknown, own?: object) =>
  refusedFields(typeof answer === 'string' ? answer : JSON.stringify(answer), own ? { sent, own } : { sent })

test.each([
  [
    'OpenAI',
    { error: { message: "Unsupported value: 'temperature' does not support 0.", param: 'temperature', code: null } },
    { temperature: null },
  ],
  [
    'OpenAI, for the limit',
    {
      error: {
        message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
        param: 'max_tokens',
      },
    },
    { max_tokens: 'max_completion_tokens' },
  ],
  [
    'TGI',
    { error: 'unknown field `ignore_eos`, expected one of `model`', error_type: 'validation' },
    { ignore_eos: null },
  ],
  [
    'FastAPI, which shows the whole input beside the place',
    { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'no', input: sent }] },
    { stream_options: null },
  ],
  [
    'vLLM, in the words of Python',
    {
      object: 'error',
      message: "[{'type': 'extra_forbidden', 'loc': ('body', 'ignore_eos'), 'input': {'temperature': 0}}]",
    },
    { ignore_eos: null },
  ],
  [
    'a plain text with two',
    'stream_options and ignore_eos are not supported',
    { stream_options: null, ignore_eos: null },
  ],
])('%s names the field that it refuses', (_server, answer, expected) => {
  expect(refused(answer)).toEqual(expected)
})

test.each([
  ['no field', { error: { message: 'the model does not exist' } }],
  ['a field that was not sent', { error: { message: 'top_k is not supported' } }],
  ['the limit without another name for it', { error: { message: 'max_tokens is too small', param: 'max_tokens' } }],
  ['a word that only contains the name', { error: { message: 'temperatures and my_stream_options are odd' } }],
  ['what is part of the request', { error: { message: "'messages' is not supported", param: 'messages' } }],
])('a refusal that names %s changes nothing', (_kind, answer) => {
  expect(refused(answer)).toEqual({})
})

test('a field that the user gave is never changed', () => {
  const answer = { error: { message: 'temperature is not supported', param: 'temperature' } }
  expect(refused(answer, { temperature: 0.5 })).toEqual({})
})
