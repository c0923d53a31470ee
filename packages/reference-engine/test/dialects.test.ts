import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialectNamed, dialects } from '../src/dialects/index.js'
import { sampleOf, serve, type Served, jsonOf } from './served.js'

test('the list holds every dialect of the folder, each named for its file', () => {
  const folder = resolve(import.meta.dirname, '../src/dialects')
  const isDialect = (file: string) => readFileSync(resolve(folder, file), 'utf8').includes('= defineServedDialect(')
  const files = readdirSync(folder).filter(isDialect)
  expect(dialects.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort())
})

test('an unknown dialect is an error that lists the known ones', () => {
  expect(() => dialectNamed('klingon')).toThrow(
    expect.objectContaining({ code: 'invalid_argument', hint: expect.stringContaining('sagellm, vllm') }),
  )
})

describe.each(dialects)('$name', ({ name, routes, description }) => {
  let served: Served
  beforeAll(async () => {
    served = await serve(name)
  })
  afterAll(() => served.close())

  test('is described', () => expect(description.length).toBeGreaterThan(20))

  test('says on every route that it is simulated', async () => {
    for (const { method, path } of routes) {
      const answer = method === 'GET' ? await served.get(path) : await served.post(path, { prompt: 'x', tokens: [1] })
      expect({ path, simulated: answer.headers.get('x-simulated') }).toEqual({ path, simulated: 'true' })
      await answer.text()
    }
  })

  test('says in the body of every answer, model list and metrics page that it is simulated', async () => {
    expect(await served.whole()).toMatchObject({ system_fingerprint: 'simulated' })
    for (const chunk of await served.stream()) expect(chunk.system_fingerprint).toBe('simulated')
    expect((await jsonOf(await served.get('/v1/models'))).data[0].simulated).toBe(true)
    for (const { path } of routes.filter((route) => /metrics$/.test(route.path))) {
      const page = await served.metrics(path)
      if (!page.startsWith('[')) expect(page).toContain('(simulated engine)')
    }
    expect(served.logged[0]).toContain('SIMULATED')
  })

  test('answers 404 for what it does not know, and another error than a missing route for a wrong method', async () => {
    expect((await served.get('/nowhere')).status).toBe(404)
    expect((await served.get('/v1/chat/completions')).status).toBe(name === 'llamacpp' ? 404 : 405)
  })

  test('refuses a body that is no JSON in its own words', async () => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${served.server.url}/v1/chat/completions`, {
      method: 'POST',
      headers,
      body: '{"half":',
    })
    expect(answer.status).toBe({ llamacpp: 500, tgi: 422 }[name] ?? 400)
    expect(await jsonOf(answer)).toBeTypeOf('object')
  })

  test('asks for a key where one is set, except on open routes', async () => {
    const locked = await serve(name, { server: { apiKey: 'k' } })
    expect((await locked.post('/v1/chat/completions', {})).status).toBe(401)
    expect((await locked.post('/v1/chat/completions', {}, { authorization: 'Bearer k' })).status).not.toBe(401)
    for (const { path, open } of routes.filter((route) => route.method === 'GET')) {
      const { status } = await locked.get(path)
      expect({ path, locked: status === 401 }).toEqual({ path, locked: open !== true })
    }
    await locked.close()
  })

  test('counts in its metrics exactly what it served', async () => {
    const names = counters[name]
    if (!names) return
    const page = names.path ?? '/metrics'
    const before = await served.metrics(page)
    const answers = await Promise.all([
      served.whole(),
      served.whole({ max_tokens: 9 }),
      served.whole({ max_tokens: 3 }),
    ])
    const after = await served.metrics(page)
    const grown = (metric: string) => (sampleOf(after, metric) ?? Number.NaN) - (sampleOf(before, metric) ?? 0)
    const sum = (field: string) => answers.reduce((total, { usage }) => total + (usage[field] ?? 0), 0)
    expect(grown(names.prompt)).toBe(sum('prompt_tokens'))
    expect(grown(names.generated)).toBe(6 + 9 + 3)
    if (names.requests) expect(grown(names.requests)).toBe(3)
  })
})

type Counters = {
  readonly prompt: string
  readonly generated: string
  readonly requests?: string
  readonly path?: string
}

/** Ollama has no metrics, and llama.cpp counts no requests. */
const counters: Readonly<Record<string, Counters>> = {
  openai: {
    prompt: 'engine_prompt_tokens_total',
    generated: 'engine_generation_tokens_total',
    requests: 'engine_requests_total',
  },
  sagellm: {
    prompt: 'sagellm:prompt_tokens_total',
    generated: 'sagellm:generation_tokens_total',
    requests: 'sagellm:request_success_total',
  },
  vllm: {
    prompt: 'vllm:prompt_tokens_total',
    generated: 'vllm:generation_tokens_total',
    requests: 'vllm:request_success_total',
  },
  sglang: {
    prompt: 'sglang:prompt_tokens_total',
    generated: 'sglang:generation_tokens_total',
    requests: 'sglang:num_requests_total',
  },
  lmdeploy: {
    prompt: 'lmdeploy:prompt_tokens_total',
    generated: 'lmdeploy:generation_tokens_total',
    requests: 'lmdeploy:request_success_total',
  },
  tgi: {
    prompt: 'tgi_request_input_length_sum',
    generated: 'tgi_request_generated_tokens_sum',
    requests: 'tgi_request_success',
  },
  trtllm: {
    prompt: 'trtllm_prompt_tokens_total',
    generated: 'trtllm_generation_tokens_total',
    requests: 'trtllm_request_success_total',
    path: '/prometheus/metrics',
  },
  llamacpp: { prompt: 'llamacpp:prompt_tokens_total', generated: 'llamacpp:tokens_predicted_total' },
}
