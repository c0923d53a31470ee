import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { fakeServer, models, refused, type Route } from '../../test/support/fake-server.js'
import { good } from '../../test/support/wire.js'
import type { ReadinessOptions, Waiting } from './readiness-options.js'
import { waitUntilReady } from './wait-until-ready.js'

const CHAT = 'POST /v1/chat/completions'
const streamed: Route = { text: good.join(''), headers: { 'content-type': 'text/event-stream' } }
const ready = { '/v1/models': models('a'), [CHAT]: streamed }
const error = (status: number, message: string, more: object = {}): Route => ({
  status,
  json: { error: { message, ...more } },
})

type Routes = Parameters<typeof fakeServer>[0]

/** Waits on a virtual clock; the routes may change from one poll to the next. */
async function wait(routes: Routes, options: Partial<ReadinessOptions> = {}) {
  const clock = virtualClock()
  const server = fakeServer(routes)
  const heard: (Waiting | null)[] = []
  const onWaiting = (waiting: Waiting | null) => void heard.push(waiting)
  const waiting = waitUntilReady({ ...server.options, clock, waitMs: 5000, onWaiting, ...options })
  const settled = waiting.then(
    (result) => ({ result, error: null }),
    (error: unknown) => ({ result: null, error: error as { code: string; message: string; hint?: string } }),
  )
  // Answers take real turns of the event loop, so time moves in small steps until the wait is over.
  let outcome: Awaited<typeof settled> | null = null
  void settled.then((value) => void (outcome = value))
  for (let step = 0; outcome === null && step < 400; step += 1) await clock.advance(50)
  const bodies = server.bodies.filter((body) => body !== null) as Record<string, unknown>[]
  return { ...(await settled), seen: server.seen, bodies, heard, waitedMs: clock.now() }
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

test('with the model named, one streamed request in the form of the run decides, 16 tokens long', async () => {
  const { result, bodies } = await wait(ready, {
    model: 'a',
    extraBody: { repetition_penalty: 1.1 },
    trial: { temperature: 0.7, maxTokens: 400, ignoreEos: false },
  })
  expect(result).toMatchObject({ model: 'a', fieldChanges: {}, notices: [] })
  expect(bodies).toEqual([
    {
      model: 'a',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 16,
      temperature: 0.7,
      stream: true,
      stream_options: { include_usage: true },
      repetition_penalty: 1.1,
    },
  ])
})

describe('with the model of the list', () => {
  const whole: Route = {
    json: { model: 'a', choices: [{ index: 0, message: { content: 'x' }, finish_reason: 'length' }] },
  }
  const streamOf = (bodies: readonly Record<string, unknown>[]) => bodies.map(({ stream }) => stream)

  test('a short whole answer is enough', async () => {
    const { result, bodies } = await wait({ ...ready, [CHAT]: whole })
    expect(result).toMatchObject({ model: 'a', notices: [] })
    expect(streamOf(bodies)).toEqual([false])
  })

  test.each([
    ['a stream is all that comes', streamed],
    ['whole answers are refused', error(400, 'stream must be true')],
  ])('a stream decides where %s', async (_what, first) => {
    const { result, bodies } = await wait({ ...ready, [CHAT]: series(first, streamed) })
    expect(result).toMatchObject({ model: 'a', notices: [] })
    expect(streamOf(bodies)).toEqual([false, true])
  })

  test.each([401, 403])('status %i ends it at once', async (status) => {
    const { error: failure, bodies } = await wait({ ...ready, [CHAT]: error(status, 'who are you') })
    expect(failure?.message).toContain('who are you')
    expect(streamOf(bodies)).toEqual([false])
  })
})

test('the API that will be measured is the one that is tried', async () => {
  const { seen } = await wait({ ...ready, 'POST /v1/completions': streamed }, { api: 'completions' })
  expect(seen.at(-1)).toBe('POST /v1/completions')
})

describe('it waits while', () => {
  test.each([
    ['nobody listens', { '/v1/models': series('refused', 'refused', models('a')) }],
    ['no model is listed yet', { '/v1/models': series(models(), models('a')) }],
    ['the list is not there yet', { '/v1/models': series(error(503, 'Loading model'), models('a')) }],
    ['the request is refused for load', { [CHAT]: series({ status: 503 }, { status: 429 }, streamed) }],
    [
      'a proxy shows its error page',
      {
        [CHAT]: series(
          { status: 502, text: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } },
          streamed,
        ),
      },
    ],
  ])('%s', async (_kind, routes) => {
    const { result, waitedMs } = await wait({ ...ready, ...routes })
    expect(result).toMatchObject({ model: 'a' })
    expect(waitedMs).toBeGreaterThanOrEqual(500)
  })

  test('the stream holds nothing but an error', async () => {
    const routes = { ...ready, [CHAT]: series({ ...streamed, text: 'data: {"error":"no"}\n\n' }, streamed) }
    const { result, waitedMs } = await wait(routes, { model: 'a' })
    expect(result).toMatchObject({ model: 'a' })
    expect(waitedMs).toBeGreaterThanOrEqual(500)
  })

  test('a server asks for a pause, which is kept within the wait', async () => {
    const busy = { ...error(503, 'busy'), headers: { 'retry-after': '3' } }
    expect((await wait({ ...ready, [CHAT]: series(busy, streamed) })).waitedMs).toBeGreaterThanOrEqual(3000)
    const forever = { ...error(503, 'busy'), headers: { 'retry-after': '1000000000' } }
    const { result, waitedMs } = await wait({ ...ready, [CHAT]: series(forever, streamed) })
    expect(result).toMatchObject({ model: 'a' })
    expect(waitedMs).toBeLessThanOrEqual(5500)
  })

  test('and says what for, in the words of the server, and how long', async () => {
    const { heard } = await wait({ ...ready, [CHAT]: series(error(503, 'Loading model'), streamed) })
    expect(heard).toEqual([
      { url: 'http://engine.test/v1', said: null, waitedMs: 0, limitMs: 5000 },
      expect.objectContaining({ said: 'the trial request answered 503: Loading model' }),
      null,
    ])
  })
})

describe('with the model named, the list of models only helps:', () => {
  test.each([
    ['it is not there', {}],
    ['it is an error', { '/v1/models': { status: 500 } }],
    ['it points elsewhere', { '/v1/models': { status: 302, headers: { location: '/login' } } }],
    ['it is a page', { '/v1/models': { text: '<html>Welcome</html>', headers: { 'content-type': 'text/html' } } }],
    ['it is empty', { '/v1/models': models() }],
    ['it is a bare array', { '/v1/models': { json: [{ id: 'x' }, { id: 'a' }] } }],
    ['it holds a pattern', { '/v1/models': models('openai/*', 'x') }],
  ])('%s', async (_kind, routes) => {
    const { result } = await wait({ [CHAT]: streamed, ...routes }, { model: 'a' })
    expect(result).toMatchObject({ model: 'a' })
  })

  test('a name that it lacks is an error, or sent all the same where that is asked for', async () => {
    expect((await wait(ready, { model: 'b' })).error).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('it serves a') as string,
      hint: expect.stringContaining('--model-unlisted') as string,
    })
    const { bodies } = await wait(ready, { model: 'b', modelUnlisted: true })
    expect(bodies[0]).toMatchObject({ model: 'b' })
  })
})

describe('it gives up', () => {
  test('at the limit, with what the server said last', async () => {
    const { error: thrown, waitedMs } = await wait({ ...ready, [CHAT]: error(503, 'Loading model') })
    expect(thrown).toMatchObject({
      code: 'deadline_exceeded',
      message: expect.stringContaining('the trial request answered 503: Loading model') as string,
    })
    expect(waitedMs).toBeLessThanOrEqual(5500)
  })

  test.each([
    [401, 'no such key', /API key/],
    [403, 'not for you', /API key/],
    [404, 'The model does not exist', /base URL/],
    [400, 'messages: wrong', /refuses this request/],
    [422, 'messages: wrong', /refuses this request/],
  ])('at once where the request is refused: %i, with the words', async (status, words, hint) => {
    const { error: thrown, waitedMs } = await wait({ ...ready, [CHAT]: error(status, words) })
    expect(thrown).toMatchObject({ code: 'unavailable', hint: expect.stringMatching(hint) as string })
    expect(thrown?.message).toContain(`the trial request answered ${status}: ${words}`)
    expect(waitedMs).toBeLessThan(500)
  })

  test('at once where a page answers', async () => {
    const page = { text: '<!doctype html><title>Welcome</title>', headers: { 'content-type': 'text/html' } }
    const { error: thrown } = await wait({ '/v1/models': page, [CHAT]: page })
    expect(thrown).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('a web page: Welcome') as string,
    })
  })

  test('when it is asked to', async () => {
    const stop = new AbortController()
    stop.abort(new Error('interrupted'))
    expect((await wait(ready, { signal: stop.signal })).error).toMatchObject({ message: 'interrupted' })
  })
})

test('a server that answers with an error each time is measured after the wait, and that is said', async () => {
  const { result } = await wait({ ...ready, [CHAT]: { ...streamed, text: 'data: {"error":"no capacity"}\n\n' } })
  expect(result?.notices).toEqual([expect.stringContaining('no capacity')])
})

test('an answer that begins and then fails is the measurement of the run, and said', async () => {
  const broken = { ...streamed, text: `${good[0]}data: {"error":"engine died"}\n\n` }
  const { result, waitedMs } = await wait({ ...ready, [CHAT]: broken })
  expect(waitedMs).toBeLessThan(500)
  expect(result?.notices).toEqual([expect.stringContaining('engine died')])
})
