import { describe, expect, test } from 'vitest'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { fakeServer, models, refused, type Route } from '../../test/support/fake-server.js'
import { type ReadinessOptions, waitUntilReady } from './wait-until-ready.js'

const ready = { '/health': {}, '/v1/models': models('a'), 'POST /v1/chat/completions': {} }

/** Waits on a virtual clock; the routes may change from one poll to the next. */
async function wait(
  routes: Record<string, Route | (() => Route | Promise<never>)>,
  options: Partial<ReadinessOptions> = {},
) {
  const clock = virtualClock()
  const server = fakeServer(routes)
  const waiting = waitUntilReady({ ...server.options, clock, timeoutMs: 5000, ...options })
  const settled = waiting.then(
    (result) => ({ result, error: null }),
    (error: unknown) => ({ result: null, error: error as { code: string; message: string; hint?: string } }),
  )
  // Answers take real turns of the event loop, so time moves in small steps until the wait is over.
  let outcome: Awaited<typeof settled> | null = null
  void settled.then((value) => void (outcome = value))
  for (let step = 0; outcome === null && step < 400; step += 1) await clock.advance(50)
  return { ...(await settled), seen: server.seen, waitedMs: clock.now() }
}

/** Another answer at each call, the last one from then on. */
const series = (...routes: (Route | 'refused')[]) => {
  let at = 0
  return (): Route | Promise<never> => {
    const route = routes[Math.min(at, routes.length - 1)] as Route | 'refused'
    at += 1
    return route === 'refused' ? refused() : route
  }
}

test('health, then models, then one real request', async () => {
  const { result, seen } = await wait(ready)
  expect(result).toMatchObject({ model: 'a', healthChecked: true })
  const order = ['GET /health', 'GET /v1/models', 'POST /v1/chat/completions'].map((step) => seen.indexOf(step))
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(order[0]).toBe(0)
})

test('the API that will be measured is the one that is tried', async () => {
  const { seen } = await wait({ ...ready, 'POST /v1/completions': {} }, { api: 'completions' })
  expect(seen.at(-1)).toBe('POST /v1/completions')
})

describe('it waits while', () => {
  test.each([
    ['nobody listens', { '/health': series('refused', 'refused', {}) }],
    ['the server says that it loads', { '/health': series({ status: 503 }, {}) }],
    ['no model is listed yet', { '/v1/models': series(models(), models('a')) }],
    [
      'the first request is refused for load',
      { 'POST /v1/chat/completions': series({ status: 503 }, { status: 429 }, {}) },
    ],
  ])('%s', async (_kind, routes) => {
    const { result } = await wait({ ...ready, ...routes })
    expect(result).toMatchObject({ model: 'a' })
    expect(result?.waitedMs).toBeGreaterThanOrEqual(500)
  })
})

test.each([401, 404, 405])('a server whose /health answers %i is taken by its models', async (status) => {
  expect((await wait({ ...ready, '/health': { status } })).result).toMatchObject({ healthChecked: false })
})

describe('it gives up', () => {
  test('at the limit, naming the step that did not pass', async () => {
    const { error, waitedMs } = await wait({ ...ready, '/health': { status: 503 } })
    expect(error).toMatchObject({
      code: 'deadline_exceeded',
      message: expect.stringContaining('/health answered 503') as string,
    })
    expect(waitedMs).toBeLessThanOrEqual(5500)
  })

  test('at once where waiting does not help: a refused key, a refused request, a model that is not served', async () => {
    expect((await wait({ ...ready, '/v1/models': { status: 401 } })).error).toMatchObject({ code: 'unavailable' })
    expect((await wait({ ...ready, 'POST /v1/chat/completions': { status: 400 } })).error).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('trial request answered 400') as string,
    })
    expect((await wait(ready, { model: 'b' })).error).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('it serves a') as string,
    })
  })

  test('when it is told to', async () => {
    const stop = new AbortController()
    stop.abort(new Error('interrupted'))
    expect((await wait(ready, { signal: stop.signal })).error).toMatchObject({ message: 'interrupted' })
  })
})
