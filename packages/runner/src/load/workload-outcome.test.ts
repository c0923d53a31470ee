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
