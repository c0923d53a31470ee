import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { fakeServer, models, type Route } from '../../test/support/fake-server.js'
import { good } from '../../test/support/wire.js'
import type { ReadinessOptions } from './readiness-options.js'
import { waitUntilReady } from './wait-until-ready.js'

const streamed: Route = { text: good.join(''), headers: { 'content-type': 'text/event-stream' } }
const refusal = (message: string, param: string | null = null): Route => ({
  status: 400,
  json: { error: { message, type: 'invalid_request_error', param, code: null } },
})

/** A server that judges the body of each request. */
async function tried(judge: (body: Record<string, unknown>) => Route | null, options: Partial<ReadinessOptions> = {}) {
  const server = fakeServer({
    '/v1/models': models({ id: 'a', owned_by: 'vllm' }),
    'POST /v1/chat/completions': () => judge(server.bodies.at(-1) as Record<string, unknown>) ?? streamed,
  })
  const ready = await waitUntilReady({ ...server.options, clock: virtualClock(), model: 'a', ...options })
  return { ...ready, bodies: server.bodies.filter((body) => body !== null) as Record<string, unknown>[] }
}

test('a model that wants max_completion_tokens and no seed gets both, and that is said', async () => {
  const { fieldChanges, notices, bodies } = await tried(
    (body) => {
      if ('max_tokens' in body)
        return refusal("'max_tokens' is not supported. Use 'max_completion_tokens'.", 'max_tokens')
      return 'seed' in body ? refusal("Unsupported value: 'seed'.", 'seed') : null
    },
    { trial: { seed: 7 } },
  )
  expect(fieldChanges).toEqual({ max_tokens: 'max_completion_tokens', seed: null })
  expect(notices).toEqual([
    'The server refuses the field max_tokens: its value was sent as max_completion_tokens',
    'The server refuses the field seed: no request carried it, and sampling is not repeatable',
  ])
  expect(bodies.at(-1)).toMatchObject({ max_completion_tokens: 16 })
})

test.each(['stream_options', 'ignore_eos'])('%s is left out where it is refused by name', async (name) => {
  const { fieldChanges, bodies } = await tried((body) => (name in body ? refusal(`Unknown field: ${name}`) : null))
  expect(fieldChanges).toEqual({ [name]: null })
  expect(bodies).toHaveLength(2)
})

test('a model of one temperature is measured at that, and it is said', async () => {
  const { fieldChanges, notices } = await tried((body) =>
    'temperature' in body ? refusal("Unsupported value: 'temperature' does not support 0.", 'temperature') : null,
  )
  expect(fieldChanges).toEqual({ temperature: null })
  expect(notices).toEqual([
    "The server refuses the field temperature: no request carried it, and the server's own temperature applied",
  ])
})

test.each([
  ['temperature must be > 0', null],
  ['temperature: Input should be greater than 0', 'temperature'],
])('a temperature out of the range is not left out: %s ends the wait with these words', async (words, param) => {
  const waiting = tried(() => refusal(words, param))
  await expect(waiting).rejects.toThrow(words)
  await expect(waiting).rejects.toMatchObject({ hint: expect.stringContaining('--temperature') })
})

test('a reasoning model that cannot finish within 16 tokens is asked for the length of the run', async () => {
  const { bodies } = await tried(
    ({ max_tokens }) => ((max_tokens as number) < 64 ? refusal('Could not finish: max_tokens was reached.') : null),
    { trial: { maxTokens: 64 } },
  )
  expect(bodies.map(({ max_tokens }) => max_tokens)).toEqual([16, 64])
})

test('a field that the user gave and a prompt that does not fit are not argued with', async () => {
  const own = { extraBody: { seed: 5 } }
  await expect(tried(() => refusal('seed is not supported'), own)).rejects.toMatchObject({ code: 'unavailable' })
  const words = "This model's maximum context length is 9 tokens; max_tokens or max_completion_tokens is too large."
  await expect(tried(() => refusal(words))).rejects.toThrow(/maximum context length is 9 .*context_length_exceeded/)
})
