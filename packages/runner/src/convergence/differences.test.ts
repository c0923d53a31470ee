import { expect, test } from 'vitest'
import { differences } from './differences.js'

test('equal values are counted, and nothing is found', () => {
  expect(differences({ a: [1, { b: null }], c: 'x' }, { a: [1, { b: null }], c: 'x' })).toEqual({
    found: [],
    compared: 3,
  })
})

test('each value that differs is named by its path', () => {
  const { found } = differences(
    { targets: [{ avg_ttft_ms: 1 }, { avg_ttft_ms: 2 }], verdict: 'converged' },
    { targets: [{ avg_ttft_ms: 1 }, { avg_ttft_ms: 3 }], verdict: 'not_converged' },
  )
  expect(found).toEqual([
    { field: 'targets[1].avg_ttft_ms', stored: 2, recomputed: 3 },
    { field: 'verdict', stored: 'converged', recomputed: 'not_converged' },
  ])
})

test('a value that is missing on one side is a difference, null is not zero', () => {
  expect(differences({ list: [1] }, { list: [1, 2], more: 0 }).found.map(({ field }) => field)).toEqual([
    'list[1]',
    'more',
  ])
  expect(differences({ a: null }, { a: 0 }).found).toHaveLength(1)
})

test('the last digits of a float may differ between machines, but no more', () => {
  expect(differences(0.1 + 0.2, 0.3).found).toEqual([])
  expect(differences(100, 100.000001).found).toHaveLength(1)
})

test('of a file that has to be whole a missing field counts, one that says "not known" too', () => {
  const [stored, recomputed] = [{ a: 1 }, { a: 1, b: null, c: [], d: {} }]
  expect(differences(stored, recomputed).found).toEqual([])
  expect(differences(stored, recomputed, { whole: true }).found.map(({ field }) => field)).toEqual(['b', 'c', 'd'])
  expect(differences(recomputed, recomputed, { whole: true }).found).toEqual([])
})
