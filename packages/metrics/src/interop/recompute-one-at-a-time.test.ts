import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createGapLists } from './gap-lists.js'
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

test('a table gives its rows in the order of a field, with the place of each', () => {
  const table = createRowTable<{ a: number }>()
  for (const a of [3, 1, 2]) table.push({ a })
  expect([...table.sortedBy('a')]).toEqual([
    [{ a: 1 }, 1],
    [{ a: 2 }, 2],
    [{ a: 3 }, 0],
  ])
})

test('gaps beyond what is kept: mean exact, percentiles within 0.1 %, and no lists', () => {
  const [kept, folded] = [createGapLists(1000), createGapLists(10)]
  for (let gap = 1; gap <= 100; gap++) for (const gaps of [kept, folded]) gaps.push([0, gap], true)
  const wanted = [{ kind: 'mean' }, { kind: 'max' }, { kind: 'percentile', p: 0.9 }] as const
  expect(kept.statistics(wanted)).toEqual([50.5, 100, expect.closeTo(90.1, 9)])
  expect(kept.listOf(4)).toEqual(Float64Array.of(5))
  const [mean, max, p90] = folded.statistics(wanted) as [number, number, number]
  expect([folded.n, mean, max]).toEqual([100, 50.5, 100])
  expect(folded.listOf(4)).toBeNull()
  // Without interpolation between 90 and 91, then a bucket of 0.14 % width.
  expect(p90).toBeGreaterThan(89.9)
  expect(p90).toBeLessThan(91.1)
})

test('the gaps of a failure are in its list and in no statistic', () => {
  const gaps = createGapLists()
  gaps.push([0, 10, 30], true)
  gaps.push([0, 500], false)
  gaps.push([0, 60], true)
  expect(gaps.n).toBe(3)
  expect(gaps.statistics([{ kind: 'mean' }])).toEqual([30])
  expect([0, 1, 2].map((at) => [...(gaps.listOf(at) ?? [])])).toEqual([[10, 20], [500], [60]])
})
