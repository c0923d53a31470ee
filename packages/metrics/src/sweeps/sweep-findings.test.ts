import type { SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import { expect, test } from 'vitest'
import { aggregate } from '../run/aggregate.js'
import { sweepFindings } from './sweep-findings.js'

const interval = (value: number) => ({
  value,
  low: value * 0.99,
  high: value * 1.01,
  n: 30,
  method: 'requests' as const,
})

/** A load that came to so many tokens a second, of all users and of each. */
function point(
  order: number,
  { all, each, anchor = false }: { all: number; each: number; anchor?: boolean },
): SweepPoint {
  const metrics = {
    ...aggregate([]),
    outputThroughputTps: all,
    avgOutputTokensPerSecondPerUser: each,
    intervals: { output_throughput_tps: interval(all), avg_output_tokens_per_second_per_user: interval(each) },
  }
  const id = `point-${order}`
  return {
    ...{ id, order, settings: { concurrency: order }, anchor, load: null, measuredAt: '2026-01-01T00:00:00Z' },
    ...{ metrics, notStationary: false, withheld: [] },
  }
}

const points = (anchors: readonly number[]) => [
  ...anchors.map((all, at) => point(at + 1, { all, each: 50, anchor: true })),
  point(8, { all: 400, each: 10 }),
]

test('where the anchors agree, the best points are the frontier', () => {
  const { frontier, drift } = sweepFindings(points([100, 100.5]))
  expect(drift).toMatchObject([{ figure: 'output_throughput_tps', drifted: false }])
  expect(frontier.map(({ standing }) => standing)).toContain('frontier')
  expect(frontier).toHaveLength(3)
})

test('where the target drifted neither a frontier nor a knee is claimed: its points are of different servers', () => {
  const { frontier, drift, knees } = sweepFindings(points([100, 150]))
  expect(drift).toMatchObject([{ figure: 'output_throughput_tps', drifted: true }])
  expect(frontier).toEqual([])
  expect(knees).toMatchObject([{ inFlight: null }])
})
