import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeEvidence } from './decode-evidence.js'
import { infoGrowth } from './info-counters.js'

const page = readFileSync(new URL('../../test/fixtures/sagellm-gateway-0.5.4.14.info.json', import.meta.url), 'utf8')
const recorded: unknown = JSON.parse(page)
/** The recorded page with other counts, in all places where the gateway repeats its engine. */
const later = (counts: Readonly<Record<string, number>>): unknown =>
  JSON.parse(page, (key: string, value: unknown) => counts[key] ?? value)

test('an engine that the gateway repeats in several places is counted once', () => {
  const growth = infoGrowth(recorded, later({ total_requests: 334, cohorts_total: 190, batched_cohorts_total: 66 }))
  expect([...growth].filter(([, by]) => by !== 0)).toEqual([
    ['cohorts_total', 10],
    ['batched_cohorts_total', 6],
    ['total_requests', 10],
  ])
})

test('growth of batched cohorts proves shared streams, calls of paged paths and with block tables the other two', () => {
  const after = later({
    batched_cohorts_total: 61,
    cohorts_total: 182,
    paged_decode_calls: 640,
    block_table_calls: 650,
  })
  const evidence = decodeEvidence(recorded, after)
  const kinds = Object.values(evidence).map((items) =>
    items.map(({ kind, alternative, count }) => [kind, alternative, count]),
  )
  expect(kinds).toEqual([
    [['path', 'batched_cohorts_total grew', 1]],
    [['path', 'paged_decode_calls grew', 640]],
    [['path', 'block_table_calls grew', 650]],
  ])
})

test('cohorts of one request each, and counters that stand still, prove nothing', () => {
  const shared = decodeEvidence(
    recorded,
    later({ cohorts_total: 200, total_requests: 344 }),
  ).shared_stream_concurrent_batching
  expect(shared).toMatchObject([{ kind: 'mention', alternative: 'cohorts_total grew', count: 20 }])
  expect(Object.values(decodeEvidence(recorded, recorded)).flat()).toEqual([])
})

test('an engine that began anew, or came or went in between, has no growth', () => {
  expect(infoGrowth(recorded, later({ total_requests: 5 })).get('total_requests')).toBeNull()
  expect(infoGrowth({}, recorded).get('total_requests')).toBeNull()
  const other = JSON.parse(page.replaceAll('engine-cpu-21002', 'engine-cpu-21003')) as unknown
  expect(infoGrowth(recorded, other).get('batched_cohorts_total')).toBeNull()
  expect(decodeEvidence(recorded, later({ batched_cohorts_total: 3 })).shared_stream_concurrent_batching).toEqual([])
})

test('whatever else /info holds is no counter', () => {
  for (const odd of [null, [], 'x', { shared_stream: 7 }, { shared_stream: { cohorts_total: '9' } }])
    expect([...infoGrowth(odd, odd)]).toEqual([])
  const deep = JSON.parse(`${'{"a":'.repeat(2000)}{"shared_stream":{"cohorts_total":1}}${'}'.repeat(2000)}`) as unknown
  expect([...infoGrowth(deep, deep)]).toEqual([])
})
