import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { answeringServer } from '../../test/support/answering-server.js'
import { fakeServer } from '../../test/support/fake-server.js'
import { dialectNamed } from '../dialects/dialects.js'
import { countPrompt, openServerCounter } from './count-prompt.js'
import { createEndpoint } from './endpoint.js'

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

test('no tokens for a text are a body that was not understood', async () => {
  expect(await count('llamacpp', { 'POST /tokenize': { json: { tokens: [] } } })).toBeNull()
})

const words = (text: string) => text.split(/\s+/).filter(Boolean)
const user = (content: string): PromptInput => ({ kind: 'messages', messages: [{ role: 'user', content }] })

async function opened(dialect: string, answer: Parameters<typeof answeringServer>[0], api?: 'chat' | 'completions') {
  const { options, bodies } = answeringServer(answer)
  const counter = await openServerCounter(createEndpoint(options), {
    dialect: dialectNamed(dialect),
    model: 'm',
    ...(api ? { api } : {}),
    extraBody: { chat_template_kwargs: { enable_thinking: false }, top_k: 4 },
  })
  return { counter, bodies }
}

test('vLLM counts a conversation with its template, as an answer to it would read it', async () => {
  const { counter, bodies } = await opened('vllm', (_path, body) => ({
    count: body.messages ? words(body.messages[0].content).length + 7 : words(body.prompt).length,
    max_model_len: 4096,
    tokens: [],
  }))
  expect(counter?.counts).toBe('prompt')
  expect(await counter?.count(user('a b c d'))).toBe(11)
  expect(bodies.at(-1)).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'a b c d' }],
    add_generation_prompt: true,
    add_special_tokens: false,
    chat_template_kwargs: { enable_thinking: false },
  })
})

test('a server that copied only the text form is never asked for a conversation', async () => {
  const { counter, bodies } = await opened('vllm', (_path, body) => ({ count: words(body.prompt).length, tokens: [] }))
  expect(counter?.counts).toBe('text')
  expect(await counter?.count(user('a b c d'))).toBe(4)
  expect(bodies.every((body) => 'prompt' in body)).toBe(true)
})

test('llama-server renders the conversation first, and counts it with its special tokens', async () => {
  const { counter, bodies } = await opened('llamacpp', (path, body) =>
    path === '/apply-template'
      ? { prompt: `<|im_start|> ${body.messages[0].content} <|im_end|>` }
      : { tokens: words(body.content).map(() => 1) },
  )
  expect(counter?.counts).toBe('prompt')
  expect(await counter?.count(user('a b c'))).toBe(5)
  expect(bodies.slice(-2)).toEqual([
    { model: 'm', messages: [{ role: 'user', content: 'a b c' }], chat_template_kwargs: { enable_thinking: false } },
    { model: 'm', content: '<|im_start|> a b c <|im_end|>', add_special: true, parse_special: true },
  ])
})

test('a llama-server without the template route counts the text, and says so', async () => {
  const { counter } = await opened('llamacpp', (path, body) =>
    path === '/tokenize' ? { tokens: words(body.content).map(() => 1) } : null,
  )
  expect(counter?.counts).toBe('text')
})

test('TGI counts a conversation at a route of its own', async () => {
  const { counter } = await opened('tgi', (path, body) =>
    path === '/chat_tokenize'
      ? { tokenize_response: new Array(words(body.messages[0].content).length + 3).fill({ id: 1 }), templated_text: '' }
      : words(body.inputs).map((text: string) => ({ id: 1, text })),
  )
  expect(counter?.counts).toBe('prompt')
  expect(await counter?.count(user('a b'))).toBe(5)
})

test('the prompt of a completion has no template, and is counted with the mark at its beginning', async () => {
  const tokenize = (_path: string, body: { prompt: string; add_special_tokens: boolean }) => ({
    count: words(body.prompt).length + (body.add_special_tokens ? 1 : 0),
    max_model_len: 4096,
  })
  const { counter } = await opened('vllm', tokenize as never, 'completions')
  expect(counter?.counts).toBe('prompt')
  expect(await counter?.count({ kind: 'text', text: 'a b' })).toBe(3)
})

test.each([
  [{ count: -3, tokens: [] }, '{"count":-3,"tokens":[]} for "one two three"'],
  [{ count: 3.5 }, '{"count":3.5} for "one two three"'],
  [{ tokens: [] }, '{"tokens":[]} for "one two three"'],
])('an answer that is meant as a count and is none (%j) is named', async (answer, words) => {
  const { options } = answeringServer(() => answer)
  const said: string[] = []
  const onUnusable = (text: string) => void said.push(text)
  const open = { dialect: dialectNamed('vllm'), model: 'm', onUnusable }
  expect(await openServerCounter(createEndpoint(options), open)).toBeNull()
  expect(said).toEqual([`The server's /tokenize is not believed: it answered ${words}`])
})

test('a route that is not there is no lie', async () => {
  const { options } = answeringServer(() => null)
  const said: string[] = []
  const onUnusable = (text: string) => void said.push(text)
  await openServerCounter(createEndpoint(options), { dialect: dialectNamed('vllm'), model: 'm', onUnusable })
  expect(said).toEqual([])
})

test('a route that never answers is asked twice, 10 s each, and both are said', async () => {
  const clock = virtualClock()
  const never = (() => new Promise(() => {})) as unknown as typeof globalThis.fetch
  const said: string[] = []
  const opening = openServerCounter(
    createEndpoint({ url: 'http://engine.test/v1', transport: 'fetch', fetch: never, env: {}, clock }),
    {
      dialect: dialectNamed('vllm'),
      model: 'm',
      onSlow: (text) => void said.push(text),
      onUnusable: (text) => void said.push(text),
    },
  )
  let over = false
  void opening.finally(() => (over = true))
  for (let step = 0; !over && step < 100; step += 1) await clock.advance(500)
  expect(await opening).toBeNull()
  expect(clock.now()).toBeGreaterThanOrEqual(20_000)
  expect(said).toEqual([
    "The server's /tokenize has not answered for 10 s; it is asked once more",
    "The server's /tokenize has not answered for 20 s and is not asked again",
  ])
})

test('a key that is refused after counting began is named, and not a route that gives no count', async () => {
  let refuses = false
  const { options } = answeringServer((_path, body) =>
    refuses
      ? new Response('{"error": {"message": "the token has expired"}}', { status: 401 })
      : { count: words(body.prompt).length, tokens: [] },
  )
  const counter = await openServerCounter(createEndpoint(options), { dialect: dialectNamed('vllm'), model: 'm' })
  expect(await counter?.count(user('a b c'))).toBe(3)
  refuses = true
  await expect(counter?.count(user('a b c d'))).rejects.toMatchObject({
    code: 'unavailable',
    message: '/tokenize answered 401: the token has expired',
    hint: expect.stringContaining('--api-key-command'),
  })
})
