import { endpointSnapshotFile, type SurfaceCapture } from '@sagellm-benchmark/protocol-types/evidence'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { fakeEndpoint, type FakeRoutes, strangeBody } from '../testing/fake-endpoint.js'
import { captureEndpoint } from './capture-endpoint.js'
import { endpointUrls } from './endpoint-urls.js'

const url = 'http://127.0.0.1:8901/v1'

async function capture(
  routes: FakeRoutes,
  options: { maxBytes?: number; headers?: Record<string, string>; secrets?: string[] } = {},
) {
  const clock = virtualClock()
  const { fetch, asked } = fakeEndpoint(routes)
  const pending = captureEndpoint({ label: 'after', url, moment: 'before', fetch, clock, timeoutMs: 5000, ...options })
  await clock.runAll(10_000)
  const snapshot = await pending
  const surface = (name: string) => snapshot.surfaces.find((each) => each.surface === name) as SurfaceCapture
  return { snapshot, surface, asked }
}

describe('a snapshot', () => {
  test('holds every surface, pretty-printed where it is JSON, with the time it was asked', async () => {
    const { snapshot, surface } = await capture({
      '/info': '{"model":"m"}',
      '/metrics': 'up 1\n',
      '/v1/models': '{"data":[]}',
      '/health': '',
    })
    expect(surface('info')).toMatchObject({
      body: '{\n  "model": "m"\n}',
      status: 200,
      gap: null,
      absent: false,
      bytes: 13,
    })
    expect(surface('metrics').body).toBe('up 1\n')
    expect(surface('health')).toMatchObject({ body: '', gap: null })
    expect(surface('props')).toMatchObject({ absent: true, status: 404, body: null, gap: null })
    expect(snapshot.takenAtUnixMs).toBe(Date.UTC(2026, 0, 1))
    expect(endpointSnapshotFile.parse(endpointSnapshotFile.serialize(snapshot), 'x')).toEqual(snapshot)
  })

  test('asks with the given headers and stores no secret', async () => {
    const { snapshot, asked } = await capture(
      { '/get_server_info': '{"api_key":"Zq9vX2mT7pLw","port":1}' },
      { headers: { authorization: 'Bearer Zq9vX2mT7pLw' } },
    )
    expect(
      asked.every(({ headers }) => (headers as { authorization: string }).authorization === 'Bearer Zq9vX2mT7pLw'),
    ).toBe(true)
    expect(JSON.stringify(snapshot)).toContain('port')
    expect(JSON.stringify(snapshot)).not.toContain('Zq9vX2mT7pLw')
  })

  test('a known secret is nowhere, whatever it looks like and however the target repeats it', async () => {
    const routes = { '/info': '{"note":"plain-word was used"}', '/metrics': 'up{by="plain-word"} 1\n' }
    const { snapshot, surface } = await capture(routes, { secrets: ['plain-word', ''] })
    expect(JSON.stringify(snapshot)).not.toContain('plain-word')
    expect(surface('metrics').body).toBe('up{by="[redacted]"} 1\n')
  })

  test.each<[string, FakeRoutes[string], string]>([
    ['HTML instead of JSON', '<html><body>hello</body></html>', 'surface_wrong_content'],
    ['broken JSON', '{"a":', 'surface_wrong_content'],
    ['a bare number', '5', 'surface_wrong_content'],
    ['JSON nested beyond use', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'surface_wrong_content'],
    ['a missing key', () => new Response('no', { status: 401 }), 'surface_refused'],
    ['a failing server', () => new Response('no', { status: 500 }), 'surface_refused'],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'http://elsewhere' } }),
      'surface_refused',
    ],
    ['an endless answer', () => new Response(strangeBody('endless', 'x'.repeat(65_536))), 'surface_too_large'],
    [
      'an answer that says it is huge',
      () => new Response('x', { headers: { 'content-length': '500000000' } }),
      'surface_too_large',
    ],
    [
      'an answer that never ends and never comes',
      () => new Response(strangeBody('silent', '{"a"')),
      'surface_timed_out',
    ],
    ['no answer at all', () => new Promise<Response>(() => {}), 'surface_timed_out'],
    ['a server that dies halfway', () => new Response(strangeBody('breaking', '{"a"')), 'surface_cut_short'],
    [
      'a refused connection',
      () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })),
      'surface_unreachable',
    ],
  ])('%s is a named gap without a body, and the other surfaces are read', async (_, answer, code) => {
    const { surface } = await capture({ '/info': answer, '/health': 'ok' }, { maxBytes: 1_000_000 })
    expect(surface('info')).toMatchObject({ body: null, absent: false, gap: { code, source: 'info' } })
    expect(surface('health').body).toBe('ok')
  })

  test('a page cut at the cap is not taken for a page in which things are missing', async () => {
    const { surface } = await capture({ '/metrics': 'up 1\n'.repeat(1000) }, { maxBytes: 1000 })
    expect(surface('metrics')).toMatchObject({ body: null, gap: { code: 'surface_too_large' } })
  })
})

describe('the root of a target', () => {
  test.each([
    ['http://127.0.0.1:8901/v1', 'http://127.0.0.1:8901'],
    ['http://127.0.0.1:8901/v1/', 'http://127.0.0.1:8901'],
    ['http://127.0.0.1:8901', 'http://127.0.0.1:8901'],
    ['https://host/openai/v1', 'https://host/openai'],
  ])('of %s is %s', (given, root) => {
    expect(endpointUrls(given)).toEqual({ root, headers: {} })
  })

  test('credentials in the URL become a header, because fetch refuses them there', () => {
    expect(endpointUrls('http://me:p%40ss@host/v1')).toEqual({
      root: 'http://host',
      headers: { authorization: 'Basic bWU6cEBzcw==' },
    })
  })

  test.each(['', '127.0.0.1:8901', 'ftp://host', 'file:///etc/passwd'])('%s is refused', (given) => {
    expect(() => endpointUrls(given)).toThrow(/url cannot be/)
  })
})
