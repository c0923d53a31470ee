import { E2ePerfFile, type E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { describe, expect, test } from 'vitest'
import { perfRegressions } from './perf-regressions.js'

function row(scenario: string, changes: Partial<E2ePerfRow> = {}): E2ePerfRow {
  return {
    ...{ model: 'tiny', precision: 'fp32', scenario, batchSize: 1, load: null, mode: 'cpu' },
    ...{ ttftMs: 50, tbtMs: 10, throughputTps: 100, latencyP50Ms: 0, latencyP95Ms: 0, latencyP99Ms: 0, memoryMb: 200 },
    ...{ effectiveModel: null, effectivePrecision: null, successfulRequests: 5, failedRequests: 0, rounds: 5 },
    ...{ outputThroughputTps: 100, requestThroughputRps: 1, simulated: false, flags: [], intervals: {} },
    ...{
      requestedPromptTokens: null,
      promptTokens: null,
      requestedOutputTokens: null,
      outputTokens: null,
      tbtUnusableShare: null,
    },
    ...{ serverCounters: null, engineTimings: null, memoryNote: null },
    ...changes,
  }
}

function file(rows: E2ePerfRow[], changes: Partial<E2ePerfFile> = {}): E2ePerfFile {
  const summary = { totalRows: rows.length, avgTtftMs: 50, avgTbtMs: 10, avgThroughputTps: 100 }
  return { ...E2ePerfFile.parse({ kind: 'e2e', simulate: false, summary, rows, machineId: 'm1' }), ...changes }
}

const interval = (value: number, half: number) => ({
  ttft_ms: { value, low: value - half, high: value + half, n: 5, method: 'rounds' as const },
})

describe('rows of both files', () => {
  test('are compared by the means over those that both have', () => {
    const baseline = file([row('short_b1'), row('long_b1', { ttftMs: 150 }), row('long_b8', { ttftMs: 9000 })])
    const current = file([row('short_b1', { ttftMs: 56 }), row('long_b1', { ttftMs: 166 })])
    const result = perfRegressions({ baseline, current })
    // (56 + 166) / 2 = 111 against (50 + 150) / 2 = 100.
    expect(result.metrics.avg_ttft_ms).toMatchObject({
      baseline: 100,
      current: 111,
      regressionPct: 11,
      status: 'critical',
    })
    expect(result.overallStatus).toBe('critical')
    expect(result.notices).toEqual(['Only in the baseline, so not compared: long_b8 fp32'])
    expect(result.rows.map((each) => [each.scenario, each.metrics.avg_ttft_ms?.regressionPct])).toEqual([
      ['short_b1', 12],
      ['long_b1', expect.closeTo(10.6667, 3)],
    ])
  })

  test('have an interval for the mean where every row has one', () => {
    const baseline = file([row('a', { intervals: interval(50, 3) }), row('b', { intervals: interval(50, 4) })])
    const current = file([
      row('a', { ttftMs: 60, intervals: interval(60, 3) }),
      row('b', { ttftMs: 60, intervals: interval(60, 4) }),
    ])
    const { avg_ttft_ms: judged } = perfRegressions({ baseline, current }).metrics
    // Half widths sqrt(9 + 16) / 2 = 2.5; of the change: hypot(2.5 * 60 / 50, 2.5) / 50 = 7.810 %.
    expect(judged?.lowPct).toBeCloseTo(20 - 7.81, 2)
    expect(judged?.status).toBe('critical')
    const noisy = file([
      row('a', { ttftMs: 60, intervals: interval(60, 30) }),
      row('b', { ttftMs: 60, intervals: interval(60, 30) }),
    ])
    const unsure = perfRegressions({ baseline, current: noisy })
    expect(unsure.metrics.avg_ttft_ms?.status).toBe('within_noise')
    expect(unsure.notices.join()).toContain('Too noisy to rule out a critical regression of avg_ttft_ms')
  })

  test('that lost their value make the metric not comparable, whatever the others say', () => {
    const baseline = file([row('a'), row('b')])
    const current = file([
      row('a', { ttftMs: 10 }),
      row('b', { ttftMs: null, successfulRequests: 0, failedRequests: 5 }),
    ])
    const result = perfRegressions({ baseline, current })
    expect(result.metrics.avg_ttft_ms?.status).toBe('not_comparable')
    // 5 of 10 requests failed: 50 points.
    expect(result.metrics.error_rate).toMatchObject({ regressionPct: 50, status: 'critical' })
  })

  test('none in common is an error that names what each has', () => {
    expect(() => perfRegressions({ baseline: file([row('a')]), current: file([row('b')]) })).toThrow(
      'no scenario in common: a fp32 against b fp32',
    )
  })

  test('of a saturated client or another load are in no verdict, and are named', () => {
    const baseline = file([row('a'), row('b')])
    const current = file([row('a', { ttftMs: 51 }), row('b', { ttftMs: 500, flags: ['client_saturated'] })])
    const result = perfRegressions({ baseline, current })
    expect(result.metrics.avg_ttft_ms).toMatchObject({ regressionPct: 2, status: 'acceptable' })
    expect(result.notices).toContain(
      'No verdict on b fp32: the client was at its limit in the current run (client_saturated)',
    )
    const unkept = file([row('a', { flags: ['load_not_kept'] })])
    expect(perfRegressions({ baseline: unkept, current: file([row('a')]) }).overallStatus).toBe('not_comparable')
  })

  test('whose streams do not show the time between tokens give no verdict on it, and on the rest', () => {
    const current = file([row('a', { tbtMs: 30, tbtUnusableShare: 0.8 })])
    const result = perfRegressions({ baseline: file([row('a')]), current })
    expect(result.metrics.avg_tbt_ms).toMatchObject({
      status: 'withheld',
      reason: expect.stringContaining('of a do not'),
    })
    expect(result).toMatchObject({ overallStatus: 'acceptable', metrics: { avg_ttft_ms: { status: 'acceptable' } } })
  })

  test('with a failure among few requests are not judged by it alone', () => {
    const current = file([row('a', { successfulRequests: 9, failedRequests: 1 })])
    const baseline = file([row('a', { successfulRequests: 10 })])
    expect(perfRegressions({ baseline, current }).metrics.error_rate?.status).toBe('within_noise')
  })
})

test('a file without rows is judged by its summary', () => {
  const placeholder = file([], { machineId: null })
  const summary = { ...placeholder.summary, avgTtftMs: 52 }
  const result = perfRegressions({ baseline: placeholder, current: file([row('a')], { summary }) })
  expect(result.metrics.avg_ttft_ms).toMatchObject({ regressionPct: 4, status: 'acceptable' })
  expect(result.sameMachine).toBeNull()
  expect(result.notices).toContain('A side has no rows, so only the summaries are compared')
})

test('another machine, and a simulated side, are told', () => {
  const other = file([row('a', { simulated: true })], { machineId: 'm2' })
  const result = perfRegressions({ baseline: file([row('a')]), current: other })
  expect(result.sameMachine).toBe(false)
  expect(result.flags).toEqual(['simulated'])
  expect(result.notices).toEqual([
    'One side is simulated and the other is not',
    'The two were measured on different machines',
  ])
})
