import type { PrecisionFinding } from '@sagellm-benchmark/protocol-types/loads'
import { expect, test } from 'vitest'
import { precisionAlerts, precisionFacts } from './precision-text.js'

const finding = (fields: Partial<PrecisionFinding> = {}): PrecisionFinding => ({
  metric: 'avg_ttft_ms',
  target: 0.03,
  ended: 'precise',
  rounds: 24,
  value: 41.2,
  low: 40.1,
  high: 42.3,
  halfWidth: 0.0267,
  roundsNeeded: 20,
  correlation: 0.1,
  drift: null,
  ...fields,
})
const alerts = (fields: Partial<PrecisionFinding>) => precisionAlerts([{ of: 'Q1', precision: finding(fields) }])

const interval = (low: number, high: number) => ({
  avg_ttft_ms: { value: 41.2, low, high, n: 24, method: 'rounds' as const },
})

test('what was asked for stands beside what is known, and why it is wider than the interval in the table', () => {
  const known = 'mean TTFT ± 2.7 % after 24 rounds, 3 % asked (41.2 ms, 40.1 to 42.3)'
  const [narrower] = precisionFacts({ precision: finding(), intervals: interval(40.5, 41.9) })
  expect(narrower?.label).toBe('Precision')
  expect(narrower?.value).toBe(
    `${known}. This is wider than the interval in the table, because it holds in 95 % of runs whichever look ended the run, and allows for rounds that resemble one another.`,
  )
  for (const intervals of [{}, interval(40, 43)])
    expect(precisionFacts({ precision: finding(), intervals }, 'Precision of Q1')).toEqual([
      { label: 'Precision of Q1', value: known },
    ])
  expect(precisionFacts({ precision: null, intervals: {} })).toEqual([])
  expect(alerts({})).toEqual([])
})

test('rounds that are all equal are known exactly', () => {
  const precision = finding({ low: 41.2, high: 41.2, halfWidth: 0 })
  expect(precisionFacts({ precision, intervals: interval(41.2, 41.2) })[0]?.value).toBe(
    'mean TTFT ± 0 % after 24 rounds, 3 % asked (41.2 ms, 41.2 to 41.2)',
  )
})

test('a precision that was not reached says what ended it and what would do', () => {
  expect(alerts({ ended: 'time', halfWidth: 0.05, roundsNeeded: 67 })).toEqual([
    'PRECISION NOT REACHED in Q1: mean TTFT is not known to 3 % after 24 rounds, when the time that was allowed was over. It is known to ± 5 %. About 67 rounds would do, if nothing else changes (--repeat, --max-minutes).',
  ])
  const unknown = { value: null, low: null, high: null, halfWidth: null, roundsNeeded: null }
  expect(alerts({ ended: 'rounds', rounds: 60, ...unknown, metric: 'goodput_rps', value: 0 })).toEqual([
    'PRECISION NOT REACHED in Q1: Goodput is not known to 3 % after 60 rounds, the most that were allowed. It is 0 on average, and no share of 0 can be taken.',
  ])
  expect(alerts({ ended: 'stopped', rounds: 4, ...unknown })[0]).toContain('Fewer than 5 rounds give no interval.')
})

test('drift and dependence are reported, for more rounds do not help against them', () => {
  expect(alerts({ drift: 0.12 })).toEqual([expect.stringContaining('12 % higher in the second half')])
  expect(alerts({ correlation: 0.7 })).toEqual([expect.stringContaining('correlation 0.7')])
})
