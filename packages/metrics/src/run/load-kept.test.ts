import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { aggregate } from './aggregate.js'

/** Requests of 100 ms each, back to back in `lanes` lanes. */
const inLanes = (lanes: number, requests: number, gapMs = 0) =>
  Array.from({ length: requests }, (_, index) => {
    const startAt = Math.floor(index / lanes) * (100 + gapMs)
    return aRecord({
      index,
      startAt,
      scheduledAt: startAt,
      firstTokenAt: startAt + 10,
      lastTokenAt: startAt + 100,
      endAt: startAt + 100,
    })
  })

const kept = (records: Parameters<typeof aggregate>[0], targetConcurrency: number) =>
  aggregate(records, { targetConcurrency }).loadNotKept

test('a closed loop that is always full has kept its load', () => {
  expect(kept(inLanes(8, 80), 8)).toEqual([])
})

test('one of eight asked is named, with the mean that was reached', () => {
  // One request at a time with a fifth of its time between two: 100 of 125 ms.
  expect(kept(inLanes(1, 50, 25), 8)).toEqual(['mean concurrency 0.80 of 8 that were asked for'])
  expect(aggregate(inLanes(1, 50, 25), { targetConcurrency: 8 }).flags).toContain('load_not_kept')
})

test('ramp-up and drain are left out, and fewer requests than places say nothing', () => {
  const drain = [...inLanes(8, 80), ...inLanes(1, 1).map((record) => ({ ...record, lastTokenAt: 9_000, endAt: 9_000 }))]
  expect(kept(drain, 8)).toEqual([])
  expect(kept(inLanes(4, 4), 8)).toEqual([])
})

test('outputs that miss their length count from 2 % and 2 tokens on, in more than 1 % of the requests', () => {
  const short = (by: number, share: number) =>
    inLanes(1, 100).map((record, index) =>
      index < 100 * share
        ? { ...record, flags: ['output_short' as const], requestedOutputTokens: 100, outputTokens: 100 - by }
        : record,
    )
  expect(kept(short(2, 0.5), 1)).toEqual([])
  expect(kept(short(3, 0.01), 1)).toEqual([])
  expect(kept(short(3, 0.02), 1)).toEqual(['2 of 100 outputs missed their length by more than 2 % and 2 tokens'])
})

const overhead = {
  eventLoopDelayP99Ms: 1,
  eventLoopDelayMaxMs: 1,
  scheduleLatenessP50Ms: 0,
  scheduleLatenessP99Ms: 34,
  cpuShare: 0.1,
  processCpuShare: 0.1,
  loadThreads: 1,
  cores: 2,
  stalls: null,
  transport: null,
  stampSource: null,
  readLateness: null,
  calibrationErrorP99Ms: null,
  clientSaturated: false,
  reasons: [],
}

test('late arrivals are named', () => {
  expect(aggregate(inLanes(1, 5), { clientOverhead: overhead }).loadNotKept).toEqual([
    '1 % of the arrivals came 34 ms or more after their time',
  ])
})

test('a stalled request among those that make p99 marks the run, one in the middle does not', () => {
  const records = (stalledAt: number) =>
    inLanes(1, 1_000).map((record, index) => ({
      ...record,
      firstTokenAt: record.startAt + 10 + index / 1000,
      lastTokenAt: record.startAt + 50 + index / 100,
      ...(index === stalledAt ? { flags: ['client_stalled' as const] } : {}),
    }))
  const clientOverhead = { ...overhead, scheduleLatenessP99Ms: 0 }
  const run = aggregate(records(999), { clientOverhead })
  expect(run.flags).toContain('client_saturated')
  expect(aggregate(records(400), { clientOverhead }).flags).not.toContain('client_saturated')
  // Worked out again from what was written, it says so once.
  expect(aggregate(records(999), { clientOverhead: run.clientOverhead }).clientOverhead).toEqual(run.clientOverhead)
})

/** 40 requests that are due every 50 ms and take 800 ms each, with at most 4 in flight. */
const behindCap = (dueEveryMs: number) =>
  Array.from({ length: 40 }, (_, index) => {
    const scheduledAt = index * dueEveryMs
    const startAt = Math.max(scheduledAt, Math.floor(index / 4) * 800)
    const [firstTokenAt, lastTokenAt] = [startAt + 10, startAt + 800]
    const flags = startAt > scheduledAt ? ['waited_for_slot' as const] : []
    return aRecord({ index, scheduledAt, startAt, firstTokenAt, lastTokenAt, endAt: lastTokenAt, flags })
  })

test('a cap that holds most arrivals back has made another load of the rate, and is named', () => {
  const run = aggregate(behindCap(50))
  expect(run.loadNotKept).toEqual([
    '5.42 arrivals a second where the schedule had 20.00: 90 % of the requests waited for a place under the cap',
  ])
  expect(run.flags).toContain('load_not_kept')
})

test('a cap that only smooths bursts is no other load', () => {
  expect(aggregate(behindCap(210)).loadNotKept).toEqual([])
})
