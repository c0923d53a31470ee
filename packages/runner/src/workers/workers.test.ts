import type { LoadPlan } from '@sagellm-benchmark/protocol-types'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRequestQueue } from '../load/request-queue.js'
import { aRequest } from '../testing/planned-requests.js'
import { createBatchGate } from './batch-gate.js'
import { createDealer } from './dealer.js'
import { divisionOf } from './division.js'
import { notSampled } from '../overhead/overhead-monitor.js'
import { mergeShares } from '../load/merge-shares.js'

const closed = (concurrency: number): LoadPlan => ({ kind: 'closed', concurrency, rampUpSeconds: 0 })

test('the shares of a concurrency add up to it, and no worker is without a place', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 16 }), (concurrency, workers) => {
      const count = Math.min(workers, concurrency)
      const parts = Array.from({ length: count }, (_, index) => {
        const load = closed(concurrency)
        return loadKindOf(load).places(loadKindOf(load).share(load, { index, count })) ?? 0
      })
      expect(Math.min(...parts)).toBeGreaterThan(0)
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(concurrency)
    }),
  )
})

async function deal(batchSize: number | null, workers: number, order: readonly number[]) {
  const requests = Array.from({ length: 11 }, (_, at) => aRequest({ round: Math.floor(at / 6), index: at % 6 }))
  const dealt: string[][] = Array.from({ length: workers }, () => [])
  const batches = new Map<number | null, number>()
  const dealer = createDealer({
    queue: createRequestQueue(requests, { clock: virtualClock() }),
    batchSize,
    division: divisionOf(Array.from({ length: workers }, () => ({}))),
    limit: Number.POSITIVE_INFINITY,
    firstBatch: 100,
    deal: (worker, hand) => {
      for (const { planned, batch } of hand) {
        dealt[worker]?.push(planned.requestId)
        batches.set(batch, (batches.get(batch) ?? 0) + 1)
      }
    },
  })
  for (const worker of order) await dealer.want(worker, 2)
  for (let worker = 0; worker < workers; worker += 1) await dealer.want(worker, 100)
  return { dealt, batches }
}

test('who sends which request does not depend on who asks first', async () => {
  const eager = await deal(null, 3, [2, 2, 2, 0, 1])
  const turns = await deal(null, 3, [0, 1, 2, 0, 1, 2])
  expect(eager.dealt).toEqual(turns.dealt)
  expect(turns.dealt[1]).toEqual(['W-r0-001', 'W-r0-004', 'W-r1-001', 'W-r1-004'])
})

test('batches are cut at their size and at rounds, and numbered', async () => {
  const { batches } = await deal(4, 2, [])
  expect([...batches]).toEqual(
    expect.arrayContaining([
      [100, 4],
      [101, 2],
      [102, 4],
      [103, 1],
    ]),
  )
})

test('a batch goes when every worker has come to it or is finished', () => {
  const released: [number, readonly number[]][] = []
  const gate = createBatchGate(3, (workers, batch) => void released.push([batch, workers]))
  gate.ready(0, 0)
  gate.ready(1, 0)
  expect(released).toEqual([])
  // Worker 2 has no part in batch 0.
  gate.ready(2, 1)
  expect(released).toEqual([[0, [0, 1]]])
  gate.ready(0, 1)
  gate.finished(1)
  expect(released[1]).toEqual([1, [2, 0]])
})

test('outcomes merge to sums, the widest times and the worst delays', () => {
  const stalls = { count: 1, totalMs: 30, longest: [{ at: 25, ms: 30 }] }
  const sample = { ...notSampled, eventLoopDelayP99Ms: 1, eventLoopDelayMaxMs: 5, cpuShare: 0.4, stalls }
  const part = {
    stopReason: 'requests' as const,
    startedAt: 10,
    measuredFrom: 20,
    endedAt: 30,
    records: 2,
    failed: 1,
    cancelledByRun: 0,
    skipped: 0,
    peakInFlight: 3,
    measured: 2,
    stalled: 1,
    dry: { takes: 1, waitedMs: 5 },
    sample,
    readLateness: null,
    latenessMs: Float64Array.of(1, 2),
  }
  const idle = {
    ...part,
    stopReason: 'not_started' as const,
    startedAt: null,
    measuredFrom: null,
    endedAt: null,
    records: 0,
    dry: { takes: 0, waitedMs: 0 },
  }
  // A shard that was interrupted before its part began has requests that nobody sent; one that was lost is named by itself.
  const shards = (missing: object) => [
    { ...part, shard: 0 },
    { ...idle, shard: 1, ...missing },
  ]
  const lost = [{ shard: 1, why: 'gone', heardAt: 0, unrecorded: 0 }]
  expect(mergeShares(shards({})).stopReason).toBe('interrupted')
  expect(mergeShares(shards({ lost })).stopReason).toBe('requests')

  const slower = { ...part, endedAt: 44, sample: { ...sample, eventLoopDelayP99Ms: 7, cpuShare: null } }
  expect(mergeShares([part, idle, slower])).toMatchObject({
    stopReason: 'requests',
    startedAt: 10,
    endedAt: 44,
    records: 4,
    failed: 3,
    peakInFlight: 9,
    measured: 6,
    stalled: 3,
    sample: { eventLoopDelayP99Ms: 7, cpuShare: 0.4, stalls: { count: 3, totalMs: 30 } },
    dry: { takes: 2, waitedMs: 10 },
    readLateness: null,
    latenessMs: Float64Array.of(1, 2, 1, 2, 1, 2),
  })
})
