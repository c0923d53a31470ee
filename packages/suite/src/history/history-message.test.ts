import type { HistoryJudgement } from '@sagellm-benchmark/protocol-types/history'
import { expect, test } from 'vitest'
import { historyMessage } from './history-message.js'

const jump = (ratio: number): HistoryJudgement => ({
  verdict: 'jump',
  ...{ p: 0.001, adjustedP: 0.001, noise: 0.01, correlation: 0, levels: [], drift: null, doubt: null, outliers: [] },
  changes: [
    { at: 5, earliest: 5, latest: 5, ratio, low: null, high: null, direction: 'worse', p: 0.001, beyondMargin: true },
  ],
})

test.each([
  [2, '+100 %'],
  [2.2, '+120 %'],
  [11, '+1000 %'],
  [1.1, '+10 %'],
  [1.1234, '+12.3 %'],
  [0.5, '−50 %'],
  [1e8, '+10000000000 %'],
])('a level that is %d times the one before is told as %s', (ratio, text) => {
  const message = historyMessage({
    metric: 'avg_ttft_ms',
    unit: 'ms',
    points: [],
    environmentChanges: [],
    judgement: jump(ratio),
  })
  expect(message.split(' worse')[0]).toBe(`Jump of ${text}`)
})
