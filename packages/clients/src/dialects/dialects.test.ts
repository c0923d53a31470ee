import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fakeServer, models, type Route } from '../../test/support/fake-server.js'
import { detectDialect, NOWHERE } from './detect-dialect.js'
import { dialectNamed, dialects } from './dialects.js'

/** What each engine answers about itself, shortened from recordings and sources. */
const servers: Record<string, Record<string, Route>> = {
  openai: { '/v1/models': models({ id: 'gpt', owned_by: 'system' }) },
  sagellm: { '/v1/models': models('m'), '/info': { json: { engine: 'SageLLM', model: 'm' } } },
  vllm: { '/v1/models': models({ id: 'm', owned_by: 'vllm' }), '/version': { json: { version: '0.16.0' } } },
  sglang: { '/v1/models': models({ id: 'm', owned_by: 'sglang' }), '/get_server_info': { json: { version: '0.5' } } },
  lmdeploy: { '/v1/models': models({ id: 'm', owned_by: 'lmdeploy' }) },
  tgi: {
    '/v1/models': models({ id: 'm', owned_by: 'org' }),
    '/info': { json: { model_id: 'm', max_total_tokens: 2048 } },
  },
  trtllm: { '/v1/models': models({ id: 'm', owned_by: 'tensorrt_llm' }), '/version': { json: { version: '1.0' } } },
  ollama: { '/v1/models': models({ id: 'm', owned_by: 'library' }), '/api/version': { json: { version: '0.12' } } },
  llamacpp: { '/v1/models': { ...models({ id: 'm', owned_by: 'llamacpp' }), headers: { server: 'llama.cpp' } } },
}

describe.each(dialects.map((dialect) => ({ name: dialect.name, dialect })))('$name', ({ name, dialect }) => {
  test('is named as its file, described in one line and explained in the guide', () => {
    expect(readdirSync(import.meta.dirname)).toContain(`${name}.ts`)
    expect(dialectNamed(name)).toBe(dialect)
    expect(dialect.title).not.toBe('')
    expect(dialect.describe).toMatch(/^[^\n]{20,120}$/)
    const guide = readFileSync(new URL('../../../../docs/clients.md', import.meta.url), 'utf8')
    expect(guide).toContain(`| \`${name}\` `)
    expect(guide).toContain(dialect.describe)
  })

  test('is recognized by what it says of itself', async () => {
    const server = servers[name]
    if (!server) throw new Error(`no answers of ${name} in this test`)
    expect((await detectDialect(fakeServer(server).options)).name).toBe(name)
  })

  test('asks for an exact length by a field that holds the wanted number or a flag', () => {
    const fields = dialect.exactLength?.({ maxTokens: 9 } as never) ?? {}
    for (const value of Object.values(fields)) expect([true, 9]).toContain(value)
  })

  test('counts tokens of an answer, and knows one that it does not understand', () => {
    if (!dialect.tokenize) return
    expect(JSON.stringify(dialect.tokenize.body('Hello', 'm', { special: false }))).toContain('Hello')
    expect(dialect.tokenize.read({ tokens: [1, 2, 3] })).toBe(3)
    expect(dialect.tokenize.read({ detail: 'Not Found' })).toBeNull()
  })
})

const everything = {
  version: '1',
  status: 'ok',
  engine: 'x',
  model_id: 'm',
  max_total_tokens: 9,
  mem_fraction_static: 0.8,
}

test('a server that answers any route with 200 is no particular engine', async () => {
  const routes = ['/info', '/version', '/get_server_info', '/props', '/api/version', '/api/tags', '/health']
  const anything = Object.fromEntries([...routes, NOWHERE].map((route) => [route, { json: everything }]))
  expect((await detectDialect(fakeServer({ '/v1/models': models('m'), ...anything }).options)).name).toBe('openai')
})

test.each([
  [
    'a server information without the fields of SGLang',
    { '/get_server_info': { json: { name: 'mine', version: '1' } } },
  ],
  ['a version where Ollama has one, and no list of its', { '/api/version': { json: { version: '0.5' } } }],
])('%s is of no particular engine', async (_kind, routes) => {
  expect((await detectDialect(fakeServer({ '/v1/models': models('m'), ...routes }).options)).name).toBe('openai')
})

test.each([
  ['sglang', { '/get_server_info': { json: { mem_fraction_static: 0.8 } } }],
  [
    'ollama',
    { '/api/version': { json: { version: '0.12' } }, '/api/tags': { json: { models: [{ name: 'm', digest: 'a' }] } } },
  ],
])('%s is recognized behind models of another owner', async (name, routes) => {
  expect((await detectDialect(fakeServer({ '/v1/models': models('m'), ...routes }).options)).name).toBe(name)
})

test('a server that says nothing is plain openai', async () => {
  expect((await detectDialect(fakeServer({}).options)).name).toBe('openai')
})

test('a name that no dialect has is an error that lists those that are', () => {
  expect(() => dialectNamed('vlm')).toThrow(/no dialect is called "vlm"/)
})

test('SGLang answers 200 to a cache reset that it refuses: only the text says so', () => {
  const reset = dialectNamed('sglang').cacheReset
  expect(reset?.succeeded(200, 'Cache flushed.')).toBe(true)
  expect(reset?.succeeded(200, 'Flush cache failed. Requests are running, not flushed')).toBe(false)
  expect(reset?.succeeded(404, 'Cache flushed.')).toBe(false)
})
