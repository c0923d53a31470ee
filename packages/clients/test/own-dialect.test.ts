import { createOpenAiClient, defineDialect, detectDialect } from '@sagellm-benchmark/clients'
import { expect, test } from 'vitest'
import { fakeServer, models } from './support/fake-server.js'

/** An engine that the package does not know, as a library user would write it down. */
const mine = defineDialect({
  name: 'My-Engine',
  describe: 'an engine of our own, which takes the length as exact_tokens',
  exactLength: ({ maxTokens }) => ({ exact_tokens: maxTokens }),
  recognize: ({ ownedBy }) => ownedBy === 'us',
})

const routes = { '/v1/models': models({ id: 'm', owned_by: 'us' }) }

/** The body that a client sends for one request. */
async function sentBody(options: Partial<Parameters<typeof createOpenAiClient>[0]>) {
  const server = fakeServer(routes)
  let body: unknown = null
  const fetch = (async (input: URL, init: RequestInit) => {
    if (init.method === 'POST') body = JSON.parse(String(init.body))
    return server.options.fetch(input, init)
  }) as typeof globalThis.fetch
  const client = createOpenAiClient({ ...server.options, fetch, ...options })
  await client.send({
    requestId: 'a-r0-000',
    workload: 'a',
    phase: 'measured',
    round: 0,
    index: 0,
    dueAtMs: null,
    request: {
      input: { kind: 'text', text: 'Hello' },
      maxTokens: 7,
      ignoreEos: true,
      temperature: 0,
      topP: null,
      topK: null,
      seed: null,
      stop: [],
      choices: 1,
      stream: true,
      extraBody: {},
    },
    intendedPromptTokens: null,
    promptLengthBasis: 'estimate',
  })
  const { engine } = client.identity
  await client.close()
  return { body, engine }
}

test.each([
  ['given as it is', { dialect: mine }],
  ['named in a plan', { dialect: 'My-Engine', dialects: [mine] }],
  ['found out by what the server says', { dialects: [mine] }],
])('a dialect of my own, %s, decides what is sent', async (_way, options) => {
  const { body, engine } = await sentBody(options)
  expect(body).toMatchObject({ exact_tokens: 7 })
  expect(engine).toBe('My-Engine')
})

test('the project knows it only where it is brought, and says what it knows', async () => {
  expect((await detectDialect(fakeServer(routes).options)).name).toBe('openai')
  expect((await detectDialect({ ...fakeServer(routes).options, dialects: [mine] })).name).toBe('My-Engine')
  const unknown = () => createOpenAiClient({ ...fakeServer(routes).options, dialect: 'My-Engine' })
  expect(unknown).toThrow(expect.objectContaining({ code: 'not_found', hint: expect.stringContaining('vllm') }))
})

test('it is shown under the name it was given, as typed', () => {
  expect(mine.title).toBe('My-Engine')
})
