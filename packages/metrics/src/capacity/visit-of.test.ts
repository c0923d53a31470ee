import type { LimitTally } from '@sagellm-benchmark/protocol-types/sweeps'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visitOf } from './visit-of.js'

/** Latencies from its sending of each request, in a queue with one place that serves in order of arrival. */
function latencies(sentAt: readonly number[], serviceMs: readonly number[]): number[] {
  let freeAt = 0
  return sentAt.map((at, index) => {
    freeAt = Math.max(freeAt, at) + (serviceMs[index] as number)
    return freeAt - at
  })
}

const limitOf = (bound: number) =>
  ({ kind: 'share', allowed: 0.05, breaks: (value: number) => value >= bound, binary: false }) as const
const brokenIn = (tallies: readonly LimitTally[]) =>
  tallies.flatMap(({ batches }) => batches).reduce((sum, { total }) => sum + total, 0)

const request = fc.record({
  gapMs: fc.double({ min: 0, max: 20, noNaN: true }),
  serviceMs: fc.double({ min: 0.1, max: 20, noNaN: true }),
  sentLateMs: fc.double({ min: 0, max: 30, noNaN: true }),
  seenLateMs: fc.double({ min: 0, max: 30, noNaN: true }),
})

test('of a late client the bounds hold what a client in time would have seen', () => {
  fc.assert(
    fc.property(
      fc.array(request, { minLength: 40, maxLength: 80 }),
      fc.double({ min: 5, max: 100 }),
      (all, limitMs) => {
        let at = 0
        const dueAt = all.map(({ gapMs }) => (at += gapMs))
        // One thread sends in the order of the schedule.
        let last = 0
        const sentAt = all.map(
          ({ sentLateMs }, index) => (last = Math.max(last, (dueAt[index] as number) + sentLateMs)),
        )
        const service = all.map(({ serviceMs }) => serviceMs)
        const inTime = latencies(dueAt, service)
        const seen = latencies(sentAt, service).map((ms, index) => ms + (all[index]?.seenLateMs ?? 0))
        const late = {
          sentMs: Math.max(...sentAt.map((sent, index) => sent - (dueAt[index] as number))),
          seenMs: Math.max(...all.map(({ seenLateMs }) => seenLateMs)),
        }
        const measured = { load: 1, seconds: 1, overloaded: false, clientLate: true }
        const visitBy = (bound: number) =>
          visitOf({ ...measured, withheld: ['late'], values: [seen], latencies: seen, late }, [limitOf(bound)])
        const truth = visitOf({ ...measured, withheld: [], values: [inTime], latencies: inTime }, [limitOf(limitMs)])
        // Sums of floating-point times differ in their last digits.
        expect(brokenIn(visitBy(limitMs + 1e-6).leastTallies)).toBeLessThanOrEqual(brokenIn(truth.tallies))
        expect(brokenIn(visitBy(limitMs - 1e-6).tallies)).toBeGreaterThanOrEqual(brokenIn(truth.tallies))
      },
    ),
    { numRuns: 200 },
  )
})
