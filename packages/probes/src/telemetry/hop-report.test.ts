import { readFileSync } from 'node:fs'
import { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import { HopReport } from '@sagellm-benchmark/protocol-types/telemetry'
import { expect, test } from 'vitest'
import { telemetryBetween } from './telemetry-between.js'

/** As the gateway wrote them: before any request, and after two in one piece and one streamed. */
const [empty, two] = ['empty', 'two'].map(
  (name) =>
    JSON.parse(
      readFileSync(new URL(`../../test/fixtures/sagellm-gateway-0.5.4.14.hops-${name}.json`, import.meta.url), 'utf8'),
    ) as Record<string, unknown>,
) as [Record<string, unknown>, Record<string, unknown>]

type Answer = { readonly body?: unknown; readonly status?: number; readonly gap?: string; readonly absent?: boolean }

function snapshot(hops: Answer, gateway: boolean): EndpointSnapshot {
  const surface = (name: string, { body = null, status = 200, gap, absent = false }: Answer) => ({
    ...{
      surface: name,
      url: `http://127.0.0.1:1/${name}`,
      requestedAtUnixMs: 0,
      durationMs: 1,
      status,
      bytes: 1,
      absent,
    },
    body: body === null ? null : typeof body === 'string' ? body : JSON.stringify(body),
    gap: gap === undefined ? null : { code: 'surface_refused', source: name, message: gap },
  })
  return EndpointSnapshot.parse({
    ...{ schemaVersion: 1, label: 'a', url: 'http://127.0.0.1:1', moment: 'before', takenAtUnixMs: 0 },
    surfaces: [
      surface('hop-report', hops),
      surface('info', gateway ? { body: { healthy_engine_count: 1 } } : { absent: true, status: 404 }),
    ],
  })
}

function between(before: Answer, after: Answer, gateway = true): HopReport | null {
  const { hopReport } = telemetryBetween(snapshot(before, gateway), snapshot(after, gateway))
  expect(HopReport.nullable().parse(hopReport)).toEqual(hopReport)
  return hopReport
}

test('percentiles are those after the load, with how many requests they are of', () => {
  expect(between({ body: empty }, { body: two })).toEqual({
    requests: 2,
    duringLoad: 2,
    percentiles: {
      scheduling: { p50: 0.2766790000805486, p95: 0.2766790000805486, p99: 0.2766790000805486 },
      engine: { p50: 1572.3604580000483, p95: 1572.3604580000483, p99: 1572.3604580000483 },
      total: { p50: 1572.711586999958, p95: 1572.711586999958, p99: 1572.711586999958 },
    },
    gap: null,
  })
  expect(between({ body: two }, { body: two })).toMatchObject({ requests: 2, duringLoad: 0 })
  expect(between({ absent: true, status: 404 }, { body: two })).toMatchObject({ requests: 2, duringLoad: null })
  expect(between({ body: { ...two, count: 9 } }, { body: two })).toMatchObject({ requests: 2, duringLoad: null })
})

test('the zeros of a gateway that has answered nothing in one piece are no times', () => {
  const report = between({ body: empty }, { body: empty })
  expect(report).toMatchObject({ requests: 0, duringLoad: 0, percentiles: null })
  expect(report?.gap).toContain('there was none')
  expect(between({ body: empty }, { body: empty }, false)).toBeNull()
})

const slow = { p50: 1, p95: 2, p99: 3 }
test.each<[string, object, RegExp]>([
  ['a count below zero', { count: -1 }, /count of requests/],
  ['half a request', { count: 1.5 }, /count of requests/],
  ['a count beyond all counting', { count: 1e300 }, /count of requests/],
  ['a count in words', { count: '2' }, /count of requests/],
  ['a time below zero', { engine_ms: { ...slow, p50: -1 } }, /no rising times/],
  ['a time in words', { engine_ms: { ...slow, p95: '2' } }, /no rising times/],
  ['falling percentiles', { engine_ms: { p50: 3, p95: 2, p99: 1 } }, /no rising times/],
  ['a hop that is missing', { scheduling_ms: undefined }, /no rising times/],
  ['a hop that is a list', { scheduling_ms: [1, 2, 3] }, /no rising times/],
])('%s is not believed, and that is said', (_, change, reason) => {
  const report = between({ body: empty }, { body: { ...two, ...change } })
  expect(report).toMatchObject({ percentiles: null })
  expect(report?.gap).toMatch(reason)
})

test('a gateway without one is named; another server need not have one, whatever it answers', () => {
  const none: [Answer, RegExp][] = [
    [{ absent: true, status: 501 }, /no hop report \(status 501\)/],
    [{ status: 500, gap: 'answered with status 500' }, /status 500/],
    [{ body: {} }, /another form/],
    [{ body: [two] }, /another form/],
    [{ body: 'no JSON' }, /another form/],
  ]
  for (const [answer, reason] of none) {
    expect(between({ body: empty }, answer)).toMatchObject({
      requests: null,
      percentiles: null,
      gap: expect.stringMatching(reason),
    })
    expect(between({}, answer, false)).toBeNull()
  }
  expect(between({}, { body: { status: 'ok', count: 3 } }, false)).toBeNull()
})
