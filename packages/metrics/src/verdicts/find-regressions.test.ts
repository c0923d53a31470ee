import { regressionFile } from '@sagellm-benchmark/protocol-types/comparison'
import { describe, expect, test } from 'vitest'
import { findRegressions } from './find-regressions.js'

describe('a change against the baseline', () => {
  test('is a share of it, positive where it is worse', () => {
    const baseline = { avg_ttft_ms: 50, avg_throughput_tps: 100 }
    const { metrics } = findRegressions({ baseline, current: { avg_ttft_ms: 56, avg_throughput_tps: 93 } })
    expect(metrics.avg_ttft_ms).toMatchObject({ regressionPct: 12, status: 'critical', direction: 'lower' })
    expect(metrics.avg_throughput_tps).toMatchObject({ regressionPct: 7, status: 'warning', direction: 'higher' })
  })

  test('exactly at a threshold does not pass it', () => {
    const { overallStatus } = findRegressions({ baseline: { avg_tbt_ms: 100 }, current: { avg_tbt_ms: 105 } })
    expect(overallStatus).toBe('acceptable')
    const critical = findRegressions({ baseline: { avg_tbt_ms: 100 }, current: { avg_tbt_ms: 110 } })
    expect(critical.overallStatus).toBe('warning')
  })

  test('for the better is acceptable', () => {
    const { metrics } = findRegressions({ baseline: { avg_ttft_ms: 50 }, current: { avg_ttft_ms: 20 } })
    expect(metrics.avg_ttft_ms).toMatchObject({ regressionPct: -60, status: 'acceptable' })
  })

  test('for the better that the intervals leave no doubt of is an improvement', () => {
    const narrow = (value: number) => ({ value, low: value - 0.5, high: value + 0.5 })
    const both = { baseline: { avg_ttft_ms: narrow(50) }, current: { avg_ttft_ms: narrow(40) } }
    expect(findRegressions(both)).toMatchObject({
      overallStatus: 'acceptable',
      metrics: { avg_ttft_ms: { status: 'improved', regressionPct: -20 } },
    })
  })

  test('from nothing to nothing is none', () => {
    expect(
      findRegressions({ baseline: { error_rate: 0 }, current: { error_rate: 0 } }).metrics.error_rate,
    ).toMatchObject({ status: 'acceptable', regressionPct: 0, reason: null })
  })

  test('that may not be judged is withheld, and nothing else to judge is no pass', () => {
    const both = { baseline: { avg_tbt_ms: 10 }, current: { avg_tbt_ms: 20 } }
    const withheld = findRegressions(both, { withheld: { avg_tbt_ms: 'the streams do not show it' } })
    expect(withheld).toMatchObject({
      overallStatus: 'not_comparable',
      metrics: { avg_tbt_ms: { status: 'withheld', reason: 'the streams do not show it' } },
    })
  })

  test('that was announced never counts', () => {
    const both = { baseline: { avg_ttft_ms: 50 }, current: { avg_ttft_ms: 90 } }
    const summary = findRegressions(both, { expectedChanges: ['avg_ttft_ms'] })
    expect(summary.metrics.avg_ttft_ms).toMatchObject({
      status: 'expected-change',
      expectedChange: true,
      regressionPct: 80,
    })
    expect(summary.overallStatus).toBe('acceptable')
  })

  test('that the intervals of both runs allow for is noise', () => {
    const wide = { value: 50, low: 40, high: 60 }
    const slower = { value: 56, low: 46, high: 66 }
    const { metrics } = findRegressions({ baseline: { avg_ttft_ms: wide }, current: { avg_ttft_ms: slower } })
    expect(metrics.avg_ttft_ms).toMatchObject({ status: 'within_noise', regressionPct: 12 })
    // By hand: hypot(10 / 50, 10 / 56) = 0.26810 on the logarithm of 1.12.
    expect(metrics.avg_ttft_ms?.lowPct).toBeCloseTo(100 * (1.12 * Math.exp(-0.2681) - 1), 2)
  })

  test('beyond the intervals counts', () => {
    const narrow = (value: number) => ({ value, low: value - 0.5, high: value + 0.5 })
    const both = { baseline: { avg_ttft_ms: narrow(50) }, current: { avg_ttft_ms: narrow(56) } }
    expect(findRegressions(both).metrics.avg_ttft_ms?.status).toBe('critical')
  })
})

describe('what cannot be compared does not pass', () => {
  test.each([
    ['a baseline of 0', { avg_ttft_ms: 0 }, { avg_ttft_ms: 5 }],
    ['a value that is not a number', { avg_ttft_ms: 50 }, { avg_ttft_ms: Number.NaN }],
    ['a value that vanished', { avg_ttft_ms: 50 }, { avg_ttft_ms: null }],
    ['a value that the baseline lacks', {}, { avg_ttft_ms: 5 }],
  ])('%s', (_, baseline, current) => {
    const summary = findRegressions({ baseline, current })
    expect(summary.metrics.avg_ttft_ms).toMatchObject({ status: 'not_comparable', regressionPct: null })
    expect(summary.metrics.avg_ttft_ms?.reason).toBeTruthy()
    expect(summary.overallStatus).toBe('not_comparable')
  })

  test('nothing at all', () => {
    expect(findRegressions({ baseline: {}, current: {} })).toMatchObject({
      overallStatus: 'not_comparable',
      metrics: {},
    })
  })

  test('but a regression beside it is named first', () => {
    const summary = findRegressions({
      baseline: { avg_ttft_ms: 50, avg_tbt_ms: 10 },
      current: { avg_ttft_ms: null, avg_tbt_ms: 20 },
    })
    expect(summary.overallStatus).toBe('critical')
  })
})

test('an error rate is judged by its points, because 0 is its usual baseline', () => {
  const { metrics } = findRegressions({ baseline: { error_rate: 0 }, current: { error_rate: 0.07 } })
  expect(metrics.error_rate).toMatchObject({ status: 'warning' })
  expect(metrics.error_rate?.regressionPct).toBeCloseTo(7, 12)
})

test('the summary has the field names of the original on disk, and survives the way back', () => {
  const summary = findRegressions({ baseline: { avg_ttft_ms: 50 }, current: { avg_ttft_ms: 56 } })
  const json = regressionFile.serialize(summary)
  expect(json).toMatchObject({
    overall_status: 'critical',
    warning_threshold_pct: 5,
    critical_threshold_pct: 10,
    metrics: { avg_ttft_ms: { baseline: 50, current: 56, regression_pct: 12, expected_change: false } },
  })
  expect(regressionFile.parse(json, 'summary.json')).toEqual(summary)
})

test.each([{ warningThresholdPct: -1 }, { warningThresholdPct: 8, criticalThresholdPct: 5 }])(
  'the thresholds %o are refused',
  (options) => {
    expect(() => findRegressions({ baseline: {}, current: {} }, options)).toThrow('cannot be')
  },
)
