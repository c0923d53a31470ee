import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createGapSample } from './gap-sample.js'
import { createRecomputation, recomputeAs } from './recompute-as.js'
import { createRowTable } from './row-table.js'

test('records that come one at a time give the same figures, and are not kept', () => {
  const records = [10, 20, 30].map((ttftMs, index) => aRecord({ index, ttftMs, tokenAt: [ttftMs, ttftMs + 9] }))
  const recomputation = createRecomputation('aiperf')
  const expected = recomputeAs('aiperf', records)
  for (const record of records) {
    recomputation.add(record)
    record.tokenAt.length = 0
  }
  expect(recomputation.figures()).toEqual(expected)
  expect(recomputation.figures()).toEqual(expected)
})

test('a table gives its rows back as often as they are asked for, with what is not known as null', () => {
  const table = createRowTable<{ a: number; b: number | null }>()
  const rows = [
    { a: 1, b: null },
    { a: 2, b: 0 },
  ]
  for (const row of rows) table.push(row)
  expect([...table]).toEqual(rows)
  expect([...table]).toEqual(rows)
  expect([...createRowTable()]).toEqual([])
})

test('gaps beyond what is kept: mean exact, percentiles within 0.1 %', () => {
  const [kept, folded] = [createGapSample(1000), createGapSample(10)]
  for (let gap = 1; gap <= 100; gap++) for (const sample of [kept, folded]) sample.add(gap)
  const wanted = [{ kind: 'mean' }, { kind: 'max' }, { kind: 'percentile', p: 0.9 }] as const
  expect(kept.statistics(wanted)).toEqual([50.5, 100, expect.closeTo(90.1, 9)])
  const [mean, max, p90] = folded.statistics(wanted) as [number, number, number]
  expect([folded.n, mean, max]).toEqual([100, 50.5, 100])
  // Without interpolation between 90 and 91, then a bucket of 0.14 % width.
  expect(p90).toBeGreaterThan(89.9)
  expect(p90).toBeLessThan(91.1)
})
