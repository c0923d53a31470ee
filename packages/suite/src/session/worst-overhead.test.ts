import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import { expect, test } from 'vitest'
import { worstOverhead } from './worst-overhead.js'

const quiet: ClientOverhead = {
  eventLoopDelayP99Ms: 1,
  eventLoopDelayMaxMs: 2,
  scheduleLatenessP50Ms: null,
  scheduleLatenessP99Ms: 3,
  cpuShare: 0.2,
  processCpuShare: 0.4,
  cores: 2,
  stalls: null,
  loadThreads: 1,
  transport: null,
  stampSource: null,
  readLateness: null,
  calibrationErrorP99Ms: null,
  clientSaturated: false,
  reasons: [],
}
const stall = (ms: number) => ({ at: 0, ms })
const busy: ClientOverhead = {
  ...quiet,
  eventLoopDelayP99Ms: 40,
  scheduleLatenessP99Ms: 1,
  stalls: { count: 2, totalMs: 300, touchedRequests: 5, longest: [stall(200), stall(100)] },
  clientSaturated: true,
  reasons: ['event-loop delay p99 40.0 ms, limit 10 ms'],
}

test('a quiet part does not hide what an earlier one saw of its client', () => {
  expect(worstOverhead([busy, quiet])).toMatchObject({
    eventLoopDelayP99Ms: 40,
    scheduleLatenessP99Ms: 3,
    clientSaturated: true,
    reasons: ['part 1: event-loop delay p99 40.0 ms, limit 10 ms'],
    stalls: { count: 2, touchedRequests: 5 },
  })
})

test('stalls of parts that followed one another add up', () => {
  expect(worstOverhead([busy, busy])?.stalls).toMatchObject({ count: 4, totalMs: 600, touchedRequests: 10 })
})

test('a run in one go is as it was, and a part that was killed is not known', () => {
  expect(worstOverhead([busy])).toBe(busy)
  expect(worstOverhead([null, quiet])).toMatchObject({ clientSaturated: false, reasons: [] })
  expect(worstOverhead([null, null])).toBeNull()
  expect(worstOverhead([null])).toBeNull()
})

test('how late reads were is that of the worst part, over the reads of all', () => {
  const late = { reads: 100, unstampedReads: 1, p50Ms: 0.02, p99Ms: 0.4, maxMs: 3, clockErrorMs: 0.0002 }
  const later = { ...late, p99Ms: 0.9, maxMs: 2, clockErrorMs: 0.0001 }
  const together = worstOverhead([{ ...quiet, readLateness: late }, { ...quiet, readLateness: later }, quiet])
  expect(together?.readLateness).toEqual({ ...late, reads: 200, unstampedReads: 2, p99Ms: 0.9 })
})

test('who took the stamps is said where it was one and the same', () => {
  const [kernel, raw] = [
    { ...quiet, transport: 'kernel' },
    { ...quiet, transport: 'raw' },
  ]
  expect(worstOverhead([kernel, kernel])?.transport).toBe('kernel')
  expect(worstOverhead([kernel, raw])?.transport).toBeNull()
})

test('each load thread is the worst of its own parts, and a part with fewer threads leaves the others as they are', () => {
  const of = (...each: ClientOverhead[]) => ({
    ...quiet,
    threads: each.map((clientOverhead, thread) => ({ thread, clientOverhead })),
  })
  const threads = worstOverhead([of(quiet, busy), quiet, of(quiet, quiet, busy)])?.threads
  expect(threads?.map(({ thread, clientOverhead: { reasons } }) => [thread, reasons])).toEqual([
    [0, []],
    [1, ['part 1: event-loop delay p99 40.0 ms, limit 10 ms']],
    [2, ['part 3: event-loop delay p99 40.0 ms, limit 10 ms']],
  ])
  expect(worstOverhead([quiet, quiet])).not.toHaveProperty('threads')
})
