import type { OperatorMeasurement } from '@sagellm-benchmark/protocol-types/performance'
import { expect, test } from 'vitest'
import { operatorComparison } from './operator-comparison.js'

const measurement: OperatorMeasurement = {
  operator: 'linear',
  shape: '4x128 768->3072',
  baselineName: 'MatMul + Add',
  optimizedName: 'Gemm',
  // The pairs of ratio-estimate.test.ts, the reference as candidate.
  baselineMs: [11, 12, 10, 12, 10.2],
  optimizedMs: [10, 11, 9, 10.5, 9.5],
  callsPerSample: 1,
  flops: 6e8,
  bytes: 1e7,
  peakGbPerS: 20,
  maxAbsDifference: 1e-6,
  maxRelDifference: 1e-7,
  tolerance: 1e-5,
  equal: true,
}

test('the speed-up is the ratio of the means, with the interval of paired rounds', () => {
  const row = operatorComparison(measurement, { gflops: 120 })
  expect(row.baselineTimeMs).toBeCloseTo(11.04, 12)
  expect(row.optimizedTimeMs).toBeCloseTo(10, 12)
  expect(row.speedup).toBeCloseTo(1.104, 12)
  // scipy, as in ratio-estimate.test.ts
  expect(row.speedupInterval?.low).toBeCloseTo(1.07187042, 7)
  expect(row.speedupInterval?.high).toBeCloseTo(1.13709268, 7)
  expect(row.timeSavedPct).toBeCloseTo((100 * 1.04) / 11.04, 10)
  // 10 -+ t(.975, 4) * std(ddof 1) / sqrt(5) = 2.7764451 * 0.7905694 / 2.2360680
  expect(row.optimizedTime?.low).toBeCloseTo(10 - 0.98161, 4)
})

test('the share of the peak is that of what binds', () => {
  // 6e8 operations in 10 ms: 60 GFLOP/s of 120. 1e7 bytes in 10 ms: 1 GB/s of 20.
  const row = operatorComparison(measurement, { gflops: 120 })
  expect([row.optimizedGflops, row.optimizedGbPerS]).toEqual([60, 1])
  expect([row.optimizedPeakShare, row.optimizedBound]).toEqual([0.5, 'arithmetic'])
  const moving = operatorComparison({ ...measurement, bytes: 1.6e8 }, { gflops: 120 })
  expect([moving.optimizedPeakShare, moving.optimizedBound]).toEqual([0.8, 'memory'])
  const unknown = operatorComparison({ ...measurement, peakGbPerS: null }, { gflops: null })
  expect([unknown.optimizedPeakShare, unknown.optimizedBound]).toEqual([null, null])
})

test('forms that compute different things have no speed-up', () => {
  const row = operatorComparison({ ...measurement, equal: false }, { gflops: 120 })
  expect([row.speedup, row.timeSavedMs, row.timeSavedPct, row.speedupInterval]).toEqual([null, null, null, null])
  expect(row.flags).toEqual(['not_equal'])
  expect(row.baselineTimeMs).toBeCloseTo(11.04, 12)
})

test('fewer than 5 samples give no interval', () => {
  const few = { ...measurement, baselineMs: [11, 12], optimizedMs: [10, 11] }
  const row = operatorComparison(few, { gflops: 120 })
  expect(row.speedupInterval).toMatchObject({ low: null, high: null, n: 2, method: null })
  expect(row.baselineTime).toMatchObject({ low: null, high: null, n: 2, method: null })
})
