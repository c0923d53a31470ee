import { expect, test } from 'vitest'
import { refusedFields } from './refused-fields.js'

const sent = {
  model: 'm',
  messages: [],
  max_tokens: 16,
  temperature: 0,
  stop: ['x'],
  stream: true,
  stream_options: { include_usage: true },
  ignore_eos: true,
}
const refused = (answer: unknown, own?: object) =>
  refusedFields(typeof answer === 'string' ? answer : JSON.stringify(answer), own ? { sent, own } : { sent })

test.each([
  [
    'OpenAI',
    { error: { message: "Unsupported parameter: 'stop' is not supported.", param: 'stop', code: null } },
    { stop: null },
  ],
  [
    'OpenAI, for a model of one temperature',
    {
      error: {
        message: "Unsupported value: 'temperature' does not support 0. Only the default (1).",
        param: 'temperature',
      },
    },
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
    'FastAPI with the older pydantic',
    { detail: [{ loc: ['body', 'ignore_eos'], msg: 'extra fields not permitted', type: 'value_error.extra' }] },
    { ignore_eos: null },
  ],
  [
    'an error object that holds the path',
    { error: { message: 'Extra inputs are not permitted', param: 'body.ignore_eos', code: 'extra_forbidden' } },
    { ignore_eos: null },
  ],
  [
    'an error object that holds the steps of the path',
    { error: { message: 'Extra inputs are not permitted', param: ['body', 'stream_options', 'include_usage'] } },
    { stream_options: null },
  ],
  [
    'the words of a pydantic error as a text',
    '1 validation error for ChatCompletionRequest\nignore_eos\n  Extra inputs are not permitted [type=extra_forbidden]',
    { ignore_eos: null },
  ],
  [
    'Mistral, whose message is an object',
    { object: 'error', message: { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'no' }] } },
    { stream_options: null },
  ],
  ['TensorRT-LLM behind Triton', { error: "failed to parse: unknown field 'ignore_eos'" }, { ignore_eos: null }],
  ['a list of errors with their paths', { errors: [{ path: ['body', 'seed'], message: 'no' }] }, {}],
  [
    'a list of errors with the path of what was sent',
    { errors: [{ path: ['body', 'ignore_eos'], message: 'no' }] },
    { ignore_eos: null },
  ],
  [
    'Spring, whose error is the reason of the status',
    { status: 400, error: 'Bad Request', message: 'JSON parse error: Unrecognized field "ignore_eos"' },
    { ignore_eos: null },
  ],
  [
    'Google',
    [
      {
        error: { code: 400, message: 'Unknown name "stream_options": Cannot find field.', status: 'INVALID_ARGUMENT' },
      },
    ],
    { stream_options: null },
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
  [
    'a range of temperatures, of which the user may choose',
    { error: { message: 'temperature must be > 0', param: 'temperature' } },
  ],
  ['a word that only contains the name', { error: { message: 'temperatures and my_stream_options are odd' } }],
  ['what is part of the request', { error: { message: "'messages' is not supported", param: 'messages' } }],
])('a refusal that names %s changes nothing', (_kind, answer) => {
  expect(refused(answer)).toEqual({})
})

test('a field that the user gave is never changed', () => {
  const answer = { error: { message: 'seed is not supported', param: 'seed' } }
  expect(refused(answer, { seed: 5 })).toEqual({})
})

test.each([
  'CUDA out of memory while handling request with ignore_eos=true temperature=0.0 seed=1',
  'Invalid model m. Request body was: {"ignore_eos":true,"temperature":0}',
  'unsupported parameter: foo. Supported parameters: temperature, seed, ignore_eos',
  'worker died (request had ignore_eos=true)',
])('a field that is only quoted beside another error is not refused: %s', (message) => {
  const sent = { ignore_eos: true, temperature: 0, seed: 1 }
  expect(refusedFields(JSON.stringify({ error: { message } }), { sent })).toEqual({})
})
