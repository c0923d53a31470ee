import { readFileSync } from 'node:fs'
import { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import { expect, test } from 'vitest'
import { telemetryBetween } from './telemetry-between.js'

const recorded = JSON.parse(
  readFileSync(new URL('../../test/fixtures/sagellm-gateway-0.5.4.14.info.json', import.meta.url), 'utf8'),
) as object

function between(before: unknown, after: unknown) {
  const [then, now] = [before, after].map((info) =>
    EndpointSnapshot.parse({
      ...{ schemaVersion: 1, label: 'a', url: 'http://127.0.0.1:1', moment: 'before', takenAtUnixMs: 0 },
      surfaces: [
        {
          ...{ surface: 'info', url: 'http://127.0.0.1:1/info', requestedAtUnixMs: 0, durationMs: 1, status: 200 },
          ...{ bytes: 1, gap: null, absent: false },
          body: typeof info === 'string' || info === null ? info : JSON.stringify(info),
        },
      ],
    }),
  ) as [EndpointSnapshot, EndpointSnapshot]
  const { healthyEnginesBefore, healthyEnginesAfter } = telemetryBetween(then, now)
  return [healthyEnginesBefore, healthyEnginesAfter]
}

test('a gateway says how many of its engines are well', () => {
  expect(between(recorded, { ...recorded, healthy_engine_count: 0 })).toEqual([1, 0])
})

test('what is no count of engines is not known', () => {
  for (const count of [-1, 0.5, 1e300, '1', null, [1], undefined])
    expect(between({ healthy_engine_count: count }, recorded)).toEqual([null, 1])
  for (const info of [null, [], 'no JSON', 5, {}]) expect(between(recorded, info)).toEqual([1, null])
})
