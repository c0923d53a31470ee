import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { fakeClient } from '../testing/fake-client.js'
import { aPlan } from '../testing/planned-requests.js'
import { unknownShare } from '../workers/worker-line.js'
import { workloadOutcome } from './workload-outcome.js'

const identity = { ...fakeClient({ clock: virtualClock() }).identity, transport: 'raw' }
const [workload] = aPlan({ load: { kind: 'closed', concurrency: 4, rampUpSeconds: 0 }, requests: 4 }).workloads

/** A machine whose stamps are off by so much with up to 100 streams. */
const calibrated = (errorP99Ms: number): CalibrationFile => ({
  ...{ schemaVersion: 1, measuredAt: '2026-01-01T00:00:00.000Z', fingerprint: 'x', transport: 'raw', workers: 1 },
  ...{ machine: { cpu: 'x', cores: 2, kernel: 'x', runtime: 'x' }, regime: 'aligned', limitMs: 1, highest: null },
  steps: [
    {
      ...{ streams: 100, tokensPerSecond: 50, tokens: 1, errorP50Ms: 0.1, errorP99Ms, errorMaxMs: null, attempts: 1 },
      ...{ firstTokenErrorP99Ms: null, readLatenessP99Ms: null, failedRequests: 0, cpuShare: null, withinLimit: true },
    },
  ],
})

test('each shard is held against the calibration of its own machine, and the worst one judges', () => {
  const share = { ...unknownShare, stopReason: 'requests' as const, peakInFlight: 2, measured: 2 }
  const { generators, clientOverhead } = workloadOutcome(
    [0, 1, 2].map((shard) => ({ ...share, shard })),
    {
      ...{ workload: workload as NonNullable<typeof workload>, identity, loadThreads: 3 },
      calibration: calibrated(0.2),
      calibrations: new Map([
        [1, calibrated(0.7)],
        [2, null],
      ]),
    },
  )
  expect(generators?.map(({ clientOverhead: own }) => own.calibrationErrorP99Ms)).toEqual([0.2, 0.7, null])
  expect(generators?.map(({ clientOverhead: own }) => own.loadThreads)).toEqual([1, 1, 1])
  expect(clientOverhead.calibrationErrorP99Ms).toBe(0.7)
  expect(clientOverhead.loadThreads).toBe(3)
})

test('a thread that is late on one machine is what the client is held to, by its shard and its number', () => {
  const share = { ...unknownShare, stopReason: 'requests' as const, peakInFlight: 2, measured: 200 }
  const of = (shard: number, thread: number, lateMs: number) => {
    const sample = { ...unknownShare.sample, processCpuShare: 2, cores: 2 }
    // Three of 200: too few to be seen in the p99 of all four threads.
    const latenessMs = Float64Array.from({ length: 200 }, (_, at) => (at < 3 ? lateMs : 0))
    return { ...share, shard, thread, latenessMs, ...(shard === 1 ? { sample } : {}) }
  }
  const { generators, clientOverhead } = workloadOutcome([of(0, 0, 0), of(0, 1, 0), of(1, 0, 0), of(1, 1, 40)], {
    ...{ workload: workload as NonNullable<typeof workload>, identity, loadThreads: 4, calibration: calibrated(0.2) },
    calibrations: new Map([[1, calibrated(0.3)]]),
  })
  expect(clientOverhead.reasons).toEqual([
    'shard 1: CPU share of the process on 2 cores 2.0 cores, limit 1.8 cores',
    'shard 1: thread 1: schedule lateness p99 40.0 ms, limit 10 ms',
  ])
  expect(clientOverhead).toMatchObject({ scheduleLatenessP99Ms: 40, calibrationErrorP99Ms: 0.3, loadThreads: 4 })
  const [zero, one] = generators ?? []
  expect(zero?.clientOverhead).toMatchObject({ clientSaturated: false, calibrationErrorP99Ms: 0.2, loadThreads: 2 })
  const threads = one?.clientOverhead.threads
  expect(threads?.map(({ thread, clientOverhead: own }) => [thread, own.scheduleLatenessP99Ms])).toEqual([
    [0, 0],
    [1, 40],
  ])
  // What is of the whole process is not of one thread.
  expect(threads?.[0]?.clientOverhead.processCpuShare).toBeNull()
})
