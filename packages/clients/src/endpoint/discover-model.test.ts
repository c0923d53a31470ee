import { describe, expect, test } from 'vitest'
import { fakeServer, models, refused, type Route } from '../../test/support/fake-server.js'
import { discoverModel } from './discover-model.js'

const discover = (routes: Record<string, Route | (() => Promise<never>)>, model: string | null = null) =>
  discoverModel({ ...fakeServer(routes).options, model })

describe('the model', () => {
  test('is the only one served', async () => {
    expect(await discover({ '/v1/models': models('a') })).toMatchObject({
      model: 'a',
      served: ['a'],
      maxModelLen: null,
    })
  })

  test('is, of several, the one that /info names', async () => {
    expect(await discover({ '/v1/models': models('a', 'b'), '/info': { json: { model_path: 'b' } } })).toMatchObject({
      model: 'b',
    })
  })

  test('has to be named where several are served and nothing tells', async () => {
    await expect(discover({ '/v1/models': models('a', 'b') })).rejects.toMatchObject({
      code: 'not_found',
      message: 'http://engine.test/v1 serves several models: a, b',
    })
  })

  test('is the one that /health names, where nothing else names any', async () => {
    const health = { json: { status: 'healthy', model: 'h' } }
    expect(await discover({ '/health': health })).toMatchObject({ model: 'h', served: [] })
    expect(await discover({ '/health': health, '/info': { json: { model_path: 'i' } } })).toMatchObject({ model: 'i' })
    await expect(discover({ '/health': { ...health, status: 503 } })).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('that was asked for and is not served is an error that lists what is, never a substitute', async () => {
    await expect(discover({ '/v1/models': models('a', 'b') }, 'c')).rejects.toMatchObject({
      code: 'not_found',
      message: 'http://engine.test/v1 does not serve c; it serves a, b',
    })
  })

  test('that was asked for is taken from a server that lists nothing', async () => {
    expect(await discover({}, 'c')).toMatchObject({ model: 'c', served: [] })
  })

  test.each([
    [{}, /answered 404/, /base URL/],
    [{ '/v1/models': { status: 401 } }, /answered 401/, /API key/],
    [{ '/v1/models': refused, '/info': refused, '/props': refused }, /cannot be reached.*ECONNREFUSED/, /server is up/],
  ])('that nobody names or tells is an error with a hint that fits (%#)', async (routes, message, hint) => {
    await expect(discover(routes)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    })
  })
})

describe('the context length', () => {
  const length = async (routes: Record<string, Route>) =>
    (await discover({ '/v1/models': models('a'), ...routes })).maxModelLen

  test.each([
    ['of vLLM and SGLang from the model card', { '/v1/models': models({ id: 'a', max_model_len: 4096 }) }, 4096],
    ['of sageLLM from /info', { '/info': { json: { max_model_len: 2048 } } }, 2048],
    ['of TGI: prompt and output together', { '/info': { json: { max_total_tokens: 1024 } } }, 1024],
    [
      'of llama.cpp: one slot, not the whole',
      {
        '/v1/models': models({ id: 'a', meta: { n_ctx: 4096 } }),
        '/props': { json: { default_generation_settings: { n_ctx: 512 } } },
      },
      512,
    ],
    ['of llama.cpp from the model card alone', { '/v1/models': models({ id: 'a', meta: { n_ctx: 4096 } }) }, 4096],
    [
      'unknown, where nothing that is reported is a length',
      { '/info': { json: { max_model_len: 'big', n_positions: -1 } } },
      null,
    ],
  ])('%s', async (_kind, routes, expected) => {
    expect(await length(routes)).toBe(expected)
  })
})

test('a server that simulates says so, in /info or a header', async () => {
  const informed = { '/v1/models': models('a'), '/info': { json: { simulated: true, notice: 'a model of an engine' } } }
  expect(await discover(informed)).toMatchObject({ simulated: true, notice: 'a model of an engine' })
  const marked = { '/v1/models': { ...models('a'), headers: { 'x-simulated': 'true' } } }
  expect(await discover(marked)).toMatchObject({ simulated: true })
  expect(await discover({ '/v1/models': models('a') })).toMatchObject({ simulated: false, notice: null })
})
