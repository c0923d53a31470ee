import { expect, test } from 'vitest'
import { hostile } from '../testing/some-metrics.js'
import { intervalPlot } from './interval-plot.js'

const row = (label: string, [low, value, high]: [number | null, number | null, number | null], verdict: string) => ({
  label,
  low,
  value,
  high,
  verdict,
})

test('ratios stand on a logarithmic axis with 1 in the middle and the margin about it', () => {
  const rows = [
    row('avg_ttft_ms', [0.78, 0.8, 0.82], 'better'),
    row('avg_tbt_ms', [0.99, 1.01, 1.03], 'equivalent'),
    row('p99_ttft_ms', [0.9, 1.12, 1.25], 'inconclusive'),
    row('error_rate', [null, null, null], 'inconclusive'),
  ]
  expect(intervalPlot(rows, { margin: 0.03 })).toMatchInlineSnapshot(`
    "avg_ttft_ms   ├─●─┤            ┊ │ ┊                    0.80 [0.78, 0.82] better
    avg_tbt_ms                     ┊├─●┤                    1.01 [0.99, 1.03] equivalent
    p99_ttft_ms              ├────────────────●───────┤     1.12 [0.90, 1.25] inconclusive
    error_rate                     ┊ │ ┊                    – inconclusive
                 0.77                1                1.29"
  `)
})

test('a difference of the same size stands equally far from the middle on both sides', () => {
  const [faster, slower] = intervalPlot([row('a', [null, 0.5, null], ''), row('a', [null, 2, null], '')]).split('\n')
  const middle = 3 + 20
  expect(middle - faster!.indexOf('●')).toBe(slower!.indexOf('●') - middle)
})

test('nothing known gives nothing, and a hostile label one line', () => {
  expect(intervalPlot([row('a', [null, null, null], 'inconclusive')])).toBe('')
  expect(intervalPlot([row(hostile, [0.9, 1, 1.1], 'x')]).split('\n')).toHaveLength(2)
})
