import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { judgeSlotRelease, type Reading } from './judge-slot-release.js'

const whole = aRecord({ startAt: 500, firstTokenAt: 510, endAt: 1510, errorClass: null })
const at = (startAt: number, endAt: number) => aRecord({ startAt, endAt, errorClass: 'cancelled_by_client' })
const cancelled = [at(2000, 2020), at(4000, 4020)]

/** A page read every 20 ms on which one request is busy within each of these spans. */
function readings(spans: readonly (readonly [number, number])[], rest = 0): Reading[] {
  return Array.from({ length: 300 }, (_, step) => {
    const time = step * 20 + 1
    return { at: time, busy: rest + Number(spans.some(([from, to]) => time > from && time < to)) }
  })
}

test('a server whose counter is back at once frees the place', () => {
  const seen = judgeSlotRelease({
    whole,
    cancelled,
    readings: readings([
      [500, 1510],
      [2000, 2030],
      [4000, 4020],
    ]),
  })
  expect(seen).toMatchObject({ freed: true, answerMs: 1000, freedWithinMs: [21, 1] })
})

test('a server that goes on to the end of the answer does not free it, and neither does one that never comes back', () => {
  const on = readings([
    [500, 1510],
    [2000, 3010],
    [4000, 9000],
  ])
  expect(judgeSlotRelease({ whole, cancelled, readings: on })).toMatchObject({
    freed: false,
    freedWithinMs: [1001, null],
  })
})

test('the traffic of others is what rest is, and what lies between the two verdicts is not told', () => {
  const busy = readings(
    [
      [500, 1510],
      [2000, 2620],
      [4000, 4030],
    ],
    3,
  )
  expect(judgeSlotRelease({ whole, cancelled, readings: busy }).freed).toBeNull()
})

test.each([
  ['no counter', { readings: [] }, /shows no counter/],
  ['a counter that never moves', { readings: readings([]) }, /did not show a request/],
  ['an answer that failed', { whole: { ...whole, errorClass: 'server_error' as const } }, /server_error/],
  ['answers too short', { whole: { ...whole, endAt: 600 }, readings: readings([[500, 600]]) }, /too short/],
  [
    'a request that ended before it was cancelled',
    { cancelled: [aRecord({ startAt: 2000, endAt: 2020 })] },
    /ended by itself/,
  ],
])('%s leaves it unknown, with the reason', (_name, facts, reason) => {
  const seen = judgeSlotRelease({ whole, cancelled, readings: readings([[500, 1510]]), ...facts })
  expect(seen.freed).toBeNull()
  expect(seen.message).toMatch(reason)
})
