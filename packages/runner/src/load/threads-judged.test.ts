import { createLatenessLog } from '@sagellm-benchmark/clients/transport'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { driveShares } from '../testing/drive-shares.js'
import { fakeClient } from '../testing/fake-client.js'
import { aPlan, measured, requestsFrom } from '../testing/planned-requests.js'
import { unknownShare } from '../workers/worker-line.js'
import { mergeShares } from './merge-shares.js'
import { costOfProcess, judged } from './shard-costs.js'
import type { ShareOutcome } from './share-outcome.js'

const identity = { ...fakeClient({ clock: virtualClock() }).identity, transport: 'kernel' }
const facts = (loadThreads: number) => ({ identity, calibration: null, loadThreads })

type Cost = {
  readonly latenessMs: readonly number[]
  readonly readLateMs: readonly number[]
  readonly stallsMs: readonly number[]
  readonly loopMs: number
  readonly cpuShare: number
}

function aThread({ latenessMs, readLateMs, stallsMs, loopMs, cpuShare }: Cost, thread: number): ShareOutcome {
  const log = createLatenessLog()
  for (const ms of readLateMs) log.add(ms)
  const longest = stallsMs.map((ms, at) => ({ at: thread * 1000 + at, ms })).sort((a, b) => b.ms - a.ms)
  const totalMs = stallsMs.reduce((sum, ms) => sum + ms, 0)
  return {
    ...{ ...unknownShare, thread, stopReason: 'requests', measuredFrom: 0, endedAt: 10_000 },
    ...{ measured: 100, stalled: stallsMs.length, latenessMs: Float64Array.from(latenessMs) },
    readLateness: { ...log.take(), clockErrorMs: 0 },
    sample: {
      ...{ eventLoopDelayP99Ms: loopMs, eventLoopDelayMaxMs: loopMs * 2, cpuShare, processCpuShare: 1.2, cores: 2 },
      stalls: { count: stallsMs.length, totalMs, longest },
    },
  }
}

const ms = (max: number) => fc.double({ min: 0, max, noNaN: true })
const aCost: fc.Arbitrary<Cost> = fc.record({
  latenessMs: fc.array(ms(15), { minLength: 1, maxLength: 30 }),
  readLateMs: fc.array(ms(5), { minLength: 1, maxLength: 30 }),
  stallsMs: fc.uniqueArray(ms(150), { maxLength: 2 }),
  loopMs: ms(11),
  cpuShare: fc.double({ min: 0, max: 0.95, noNaN: true }),
})
const someThreads = fc
  .array(aCost, { minLength: 2, maxLength: 8 })
  .map((costs) => costs.map((cost, thread) => aThread(cost, thread)))

test('one thread is judged as it was before there were several', () => {
  fc.assert(
    fc.property(aCost, (cost) => {
      const share = aThread(cost, 0)
      expect(costOfProcess([share], facts(1))).toEqual(judged(mergeShares([share]), facts(1)))
      expect(costOfProcess([share], facts(1))).not.toHaveProperty('threads')
    }),
    { numRuns: 50 },
  )
})

test('several threads are judged as the worst of them would be alone, with its number beside each of its reasons', () => {
  fc.assert(
    fc.property(someThreads, (shares) => {
      const all = costOfProcess(shares, facts(shares.length))
      const alone = shares.map((share) => judged(share, facts(1)))
      const greatest = (pick: (each: (typeof alone)[number]) => number | null) =>
        Math.max(...alone.map((each) => pick(each) as number))
      expect(all.clientSaturated).toBe(alone.some(({ clientSaturated }) => clientSaturated))
      expect(all.reasons).toEqual(
        alone.flatMap(({ reasons }, thread) => reasons.map((reason) => `thread ${thread}: ${reason}`)),
      )
      expect(all).toMatchObject({
        scheduleLatenessP50Ms: greatest((each) => each.scheduleLatenessP50Ms),
        scheduleLatenessP99Ms: greatest((each) => each.scheduleLatenessP99Ms),
        eventLoopDelayP99Ms: greatest((each) => each.eventLoopDelayP99Ms),
        cpuShare: greatest((each) => each.cpuShare),
        readLateness: {
          p50Ms: greatest((each) => each.readLateness?.p50Ms ?? null),
          p99Ms: greatest((each) => each.readLateness?.p99Ms ?? null),
          maxMs: greatest((each) => each.readLateness?.maxMs ?? null),
        },
      })
      expect(all.threads).toEqual(
        alone.map((each, thread) => ({ thread, clientOverhead: { ...each, processCpuShare: null, cores: null } })),
      )
    }),
    { numRuns: 50 },
  )
})

test('the order of threads does not matter', () => {
  const shuffled = someThreads.chain((shares) =>
    fc.record({
      shares: fc.constant(shares),
      other: fc.shuffledSubarray(shares, { minLength: shares.length, maxLength: shares.length }),
    }),
  )
  fc.assert(
    fc.property(shuffled, ({ shares, other }) => {
      const one = costOfProcess(shares, facts(shares.length))
      const two = costOfProcess(other, facts(shares.length))
      // Stalls of all threads that are equally long stand in the order in which they are found.
      expect({ ...two, stalls: null }).toEqual({ ...one, stalls: null })
    }),
    { numRuns: 50 },
  )
})

test('one late thread of eight is not hidden by seven that are in time', () => {
  const calm: Cost = { latenessMs: Array(1000).fill(0.1), readLateMs: [0.01], stallsMs: [], loopMs: 1, cpuShare: 0.1 }
  const late: Cost = { ...calm, latenessMs: calm.latenessMs.map((each, at) => (at < 20 ? 40 : each)) }
  const shares = Array.from({ length: 8 }, (_, thread) => aThread(thread === 5 ? late : calm, thread))
  // Twenty of 8,000 are not seen in a p99 of all.
  expect(judged(mergeShares(shares), facts(8)).clientSaturated).toBe(false)
  expect(costOfProcess(shares, facts(8))).toMatchObject({
    clientSaturated: true,
    reasons: ['thread 5: schedule lateness p99 40.0 ms, limit 10 ms'],
    scheduleLatenessP99Ms: 40,
  })
})

test('the CPU time of the process is judged once, and is of no thread', () => {
  const calm: Cost = { latenessMs: [0], readLateMs: [0], stallsMs: [], loopMs: 1, cpuShare: 0.5 }
  const shares = [0, 1, 2].map((thread) => {
    const share = aThread(calm, thread)
    return { ...share, sample: { ...share.sample, processCpuShare: 1.9 } }
  })
  expect(costOfProcess(shares, facts(3)).reasons).toEqual([
    'CPU share of the process on 2 cores 1.9 cores, limit 1.8 cores',
  ])
})

test('a run of one process with several threads says what each of them cost, in their order', async () => {
  const plan = aPlan({ load: { kind: 'closed', concurrency: 6, rampUpSeconds: 0 }, requests: 12 })
  const costs = async (shares: number) => {
    const { result } = await driveShares(plan, requestsFrom(measured(12)), { shares })
    return result.workloads[0]?.clientOverhead
  }
  expect((await costs(3))?.threads?.map(({ thread }) => thread)).toEqual([0, 1, 2])
  expect(await costs(1)).not.toHaveProperty('threads')
})
