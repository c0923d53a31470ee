import { searchedLimits } from '@sagellm-benchmark/metrics/sweeps'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { watchVisit } from './watch-visit.js'

/** What is seen of requests that were each sent so late. */
function seenOf(scheduledAt: readonly number[], lateMs: (index: number) => number) {
  const watch = watchVisit(searchedLimits(['ttft.p95<100']))
  scheduledAt.forEach((at, index) => {
    const startAt = at + lateMs(index)
    watch.sent()
    watch.add(aRecord({ index, scheduledAt: at, startAt, ttftMs: 10, phase: 'measured' }))
  })
  return watch.seen()
}

test('the rate is kept by the schedule that was drawn, and not where each request comes ever later', () => {
  // A schedule at 100 a second may draw 93 of them: that is chance, and no fault of the client.
  const drawn = Array.from({ length: 200 }, (_, at) => at * (1000 / 93))
  expect(seenOf(drawn, () => 0)).toMatchObject({ rateKept: true, lateMs: 0, requests: 200 })
  expect(seenOf(drawn, (index) => (index === 150 ? 20 : 0))).toMatchObject({ rateKept: true, lateMs: 20 })
  expect(seenOf(drawn, (index) => index)).toMatchObject({ rateKept: false, lateMs: 199 })
  expect(seenOf([], () => 0)).toMatchObject({ rateKept: true, requests: 0 })
})

test('whether a late request kept its limits is told from its scheduled time as well', () => {
  const watch = watchVisit(searchedLimits(['slo_attainment>95%', 'e2e<100', 'e2e.p95<100']))
  // The last of its five tokens comes 90 ms after it was sent, and 110 ms after its time.
  watch.add(aRecord({ scheduledAt: 0, startAt: 20, ttftMs: 50, gapMs: 10 }))
  expect(watch.seen()).toMatchObject({ values: [[0], [90]], valuesOfLate: [[1], [90]] })
})
