import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { flagStalled } from '../load/flag-stalled.js'
import { judgeOverhead } from './judge-overhead.js'
import { notSampled } from './overhead-monitor.js'
import { createStallWatch } from './stall-watch.js'

/** An event loop whose time is made by hand: it turns every millisecond, or stands still. */
function handTurned() {
  let now = 0
  let due: { at: number; callback: () => void }[] = []
  const clock = {
    now: () => now,
    unixMs: () => now,
    setTimer(ms: number, callback: () => void) {
      const timer = { at: now + ms, callback }
      due.push(timer)
      return () => {
        due = due.filter((each) => each !== timer)
      }
    },
    sleepUntil: () => Promise.reject(new Error('nobody sleeps here')),
  }
  const turn = () => {
    const ready = due.filter(({ at }) => at <= now)
    due = due.filter(({ at }) => at > now)
    for (const { callback } of ready) callback()
  }
  return {
    clock,
    run(ms: number) {
      for (const end = now + ms; now < end; ) {
        now += 1
        turn()
      }
    },
    freeze(ms: number, { turns = true } = {}) {
      now += ms
      if (turns) turn()
    },
  }
}

const patterns = [
  { name: 'one of 4 s', freezeMs: 4_000, everyMs: 60_000, times: 1 },
  { name: 'one of 2 s', freezeMs: 2_000, everyMs: 60_000, times: 1 },
  { name: '500 ms every 2.2 s', freezeMs: 500, everyMs: 2_200, times: 20 },
  { name: '90 ms every 1.1 s', freezeMs: 90, everyMs: 1_100, times: 40 },
]

test.each(patterns)('freezes are named with start and length: $name', ({ freezeMs, everyMs, times }) => {
  const loop = handTurned()
  const watch = createStallWatch(loop.clock)
  watch.start()
  const starts: number[] = []
  for (let at = 0; at < times; at += 1) {
    loop.run(everyMs - freezeMs)
    starts.push(loop.clock.now())
    loop.freeze(freezeMs)
  }
  loop.run(1_000)
  const { count, longest } = watch.stop()
  expect(count).toBe(times)
  for (const { at, ms } of longest) {
    // A look every 5 ms cannot say it better than to 5 ms.
    expect(Math.abs(ms - freezeMs)).toBeLessThanOrEqual(5)
    expect(starts.some((start) => Math.abs(start - at) <= 5)).toBe(true)
  }
})

test('a loop that turns has no stall', () => {
  const loop = handTurned()
  const watch = createStallWatch(loop.clock)
  watch.start()
  loop.run(10_000)
  expect(watch.stop()).toEqual({ count: 0, totalMs: 0, longest: [] })
})

test('the requests that a stall touched are flagged, the others not', () => {
  const loop = handTurned()
  const watch = createStallWatch(loop.clock)
  watch.start()
  loop.run(1_000)
  loop.freeze(90)
  loop.run(1_000)
  const flagsOf = (startAt: number, lastTokenAt: number) =>
    flagStalled(aRecord({ transport: 'raw', startAt, lastTokenAt, endAt: lastTokenAt }), watch).flags
  expect(flagsOf(900, 1_500)).toEqual(['client_stalled'])
  expect(flagsOf(0, 990)).toEqual([])
  expect(flagsOf(1_100, 1_900)).toEqual([])
  // 8 ms of its 100 ms are 8 %; of 800 ms they are 1 %.
  expect(flagsOf(1_082, 1_182)).toEqual(['client_stalled'])
  expect(flagsOf(1_082, 1_882)).toEqual([])
})

test('a record that ends in the first turn after a stall, before any timer, is flagged too', () => {
  const loop = handTurned()
  const watch = createStallWatch(loop.clock)
  watch.start()
  loop.run(100)
  loop.freeze(500, { turns: false })
  const record = aRecord({ transport: 'raw', startAt: 50, lastTokenAt: 600, endAt: 600 })
  expect(flagStalled(record, watch).flags).toEqual(['client_stalled'])
  expect(watch.stop()).toMatchObject({ count: 1 })
})

test('a stamp of the kernel does not move with the thread: only a late send, or pieces that shared a read, are flagged', () => {
  const stalled = { stalledMs: (from: number, to: number) => Math.max(0, Math.min(to, 600) - Math.max(from, 100)) }
  const flagsOf = (fields: Partial<RequestRecord>) =>
    flagStalled(
      aRecord({ transport: 'kernel', scheduledAt: 50, startAt: 50, sentAt: 51, lastTokenAt: 900, ...fields }),
      stalled,
    ).flags
  expect(flagsOf({ maxReadLatenessMs: 500, coalescedChunks: 0 })).toEqual([])
  expect(flagsOf({ maxReadLatenessMs: 500, coalescedChunks: 4 })).toEqual(['client_stalled'])
  // The lateness is that of the last piece of a read: one that was merged with it may have waited for the whole stall.
  expect(flagsOf({ maxReadLatenessMs: 0.1, coalescedChunks: 4 })).toEqual(['client_stalled'])
  expect(flagsOf({ maxReadLatenessMs: 0.1, coalescedChunks: 0, startAt: 600, sentAt: 600 })).toEqual(['client_stalled'])
})

test('waits of some milliseconds are no stall, however short the answer; longer ones are, seen by a timer or not', () => {
  const turning = { stalledMs: () => 0 }
  const flagsOf = (maxReadLatenessMs: number, coalescedChunks = 4) =>
    flagStalled(
      aRecord({ transport: 'kernel', startAt: 0, sentAt: 0, lastTokenAt: 20, maxReadLatenessMs, coalescedChunks }),
      turning,
    ).flags
  expect(flagsOf(4)).toEqual([])
  expect(flagsOf(9)).toEqual([])
  expect(flagsOf(11)).toEqual(['client_stalled'])
  expect(flagsOf(11, 0)).toEqual([])
})

test('warm-up and inference in this process are left alone', () => {
  const stalled = { stalledMs: () => 500 }
  expect(flagStalled(aRecord({ phase: 'warmup' }), stalled).flags).toEqual([])
  expect(flagStalled(aRecord({ transport: 'in_process' }), stalled).flags).toEqual([])
})

const stalls = { count: 1, totalMs: 4_000, longest: [{ at: 100, ms: 4_000 }] }
const facts = {
  sample: { ...notSampled, stalls },
  latenessMs: new Float64Array(0),
  readLateness: null,
  calibrationErrorP99Ms: null,
  inProcess: false,
  loadThreads: 1,
  requests: 1_000,
  stalledRequests: 0,
  windowMs: 3_600_000,
}

test('stalls mark a run where they touch more than 1 % of the requests, or take more than 1 % of the time', () => {
  const reasons = (changes: object) => judgeOverhead({ ...facts, ...changes }).reasons
  expect(reasons({})).toEqual([])
  expect(reasons({ stalledRequests: 11 })).toEqual([
    'the client stood still once (the longest 4,000 ms, 4,000 ms in all), during 11 of 1000 requests',
  ])
  expect(reasons({ windowMs: 60_000 })).toHaveLength(1)
  expect(reasons({ windowMs: 60_000, inProcess: true })).toEqual([])
})
