import { afterAll, beforeAll, expect, test } from 'vitest'
import { serve, type Served, jsonOf } from './served.js'

let served: Served
beforeAll(async () => {
  served = await serve('sagellm')
})
afterAll(() => served.close())

const ask = async (requestId: string, more: object = {}) => {
  const body = {
    messages: [{ role: 'user', content: 'Hello' }],
    max_tokens: 5,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
    ...more,
  }
  return (await served.post('/v1/chat/completions', body, { 'x-request-id': requestId })).text()
}

test('every write has a stamp, its tokens and its bytes, under the request’s own id', async () => {
  const text = await ask('stamped')
  const writes = served.server.writes('stamped')
  // Role, five tokens, finish, usage, end marker.
  expect(writes?.tokens).toEqual([0, 1, 1, 1, 1, 1, 0, 0, 0])
  expect(writes?.bytes.reduce((sum, each) => sum + each, 0)).toBe(Buffer.byteLength(text))
  expect(writes?.performanceNowMs).toEqual([...(writes?.performanceNowMs ?? [])].sort((a, b) => a - b))
})

test('no token was written before it was due', async () => {
  await ask('due')
  const due = served.engine.groundTruth('due')?.tokenAtMs[0] ?? []
  const writes = served.server.writes('due')
  const written = writes?.performanceNowMs.filter((_, at) => (writes.tokens[at] ?? 0) > 0) ?? []
  expect(written).toHaveLength(due.length)
  for (const [at, ms] of due.entries()) expect(written[at]).toBeGreaterThanOrEqual(ms)
})

test('the same stamps are read over HTTP', async () => {
  await ask('over-http')
  const writes = served.server.writes('over-http')
  expect(await jsonOf(await served.get('/__reference/writes?request_id=over-http'))).toEqual({
    request_id: 'over-http',
    performance_now_ms: writes?.performanceNowMs,
    clock_monotonic_ms: writes?.clockMonotonicMs,
    tokens: writes?.tokens,
    bytes: writes?.bytes,
    dropped: 0,
    traceparent: null,
  })
  expect((await jsonOf(await served.get('/__reference/writes'))).request_ids).toContain('over-http')
  expect((await served.get('/__reference/writes?request_id=never')).status).toBe(404)
})

test('a chunk carries its own stamp where asked, at most as late as its write', async () => {
  const text = await ask('embedded', { embed_write_time: true })
  const stamps = text
    .split('\n\n')
    .flatMap((event) => (event.startsWith('data: {') ? JSON.parse(event.slice(6)).write_time.clock_monotonic_ms : []))
  const written = served.server.writes('embedded')?.clockMonotonicMs ?? []
  expect(stamps).toHaveLength(written.length - 1)
  for (const [at, stamp] of stamps.entries()) expect(stamp).toBeLessThanOrEqual(written[at] as number)
  expect(await ask('plain')).not.toContain('write_time')
})

test('CLOCK_MONOTONIC is the clock that other processes read', async () => {
  const before = Number(process.hrtime.bigint()) / 1e6
  await ask('clock')
  const after = Number(process.hrtime.bigint()) / 1e6
  for (const at of served.server.writes('clock')?.clockMonotonicMs ?? []) {
    // The offset is read once, to a few microseconds.
    expect(at).toBeGreaterThan(before - 0.1)
    expect(at).toBeLessThan(after + 0.1)
  }
})

test('an id that comes again starts anew', async () => {
  await ask('again')
  await ask('again', { max_tokens: 2 })
  expect(served.server.writes('again')?.tokens.filter((tokens) => tokens > 0)).toHaveLength(2)
})
