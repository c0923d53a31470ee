import { ReadinessProcess } from '@sagellm-benchmark/protocol-types/readiness'
import { expect, test } from 'vitest'
import { improvementPct, readinessEstimates } from './readiness-estimates.js'

const process = (kind: ReadinessProcess['kind'], readinessS: number | null, at = 1) =>
  ReadinessProcess.parse({
    id: `${kind}_${at}`,
    kind,
    startedAt: '2026-01-01T00:00:00Z',
    startupMetrics: { readinessS },
    rawEvidence: { serverLogSha256: null, clientResultSha256: null },
  })

test('each kind of start is estimated by itself, with an interval from five processes on', () => {
  const few = readinessEstimates([process('cold', 30), process('cold', 34), process('warm', 8)])
  expect(few).toEqual([
    { figure: 'readiness_s', kind: 'cold', n: 2, of: 2, mean: 32, low: null, high: null, min: 30, max: 34 },
    { figure: 'readiness_s', kind: 'warm', n: 1, of: 1, mean: 8, low: null, high: null, min: 8, max: 8 },
  ])
  expect(improvementPct(few)).toBe(75)
  // 9, 10, 11, 10, 10: half width 2.776 x 0.7071 / sqrt(5), R's t.test
  const [five] = readinessEstimates([9, 10, 11, 10, 10].map((value) => process('warm', value)))
  expect(five?.low).toBeCloseTo(10 - 0.878, 3)
  expect(five?.high).toBeCloseTo(10 + 0.878, 3)
})

test('a process without the figure is counted and not averaged; without cold starts nothing is compared', () => {
  const estimates = readinessEstimates([process('warm', 8), process('warm', null)])
  expect(estimates).toMatchObject([{ n: 1, of: 2, mean: 8 }])
  expect(improvementPct(estimates)).toBeNull()
})
