import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { histories, oneHistory } from '../../bench/simulation/histories.mjs'
import { judgeHistories } from './judge-histories.js'

const judge = (values: readonly number[], better: 'lower' | 'higher' | 'neither' = 'lower') => {
  const [judgement] = judgeHistories([{ values, better }])
  if (!judgement) throw new Error('no judgement')
  return judgement
}
/** Noise with or without a change of 20 %, by a seed. */
const anyHistory = fc
  .record({ seed: fc.nat(), points: fc.integer({ min: 1, max: 40 }), ratio: fc.constantFrom(1, 0.8, 1.2) })
  .map(({ seed, points, ratio }) =>
    oneHistory(createRandom(seed), { points, change: { at: Math.floor(points / 2), ratio } }),
  )
const few = { numRuns: 60 }

describe('whatever the series', () => {
  test('the unit changes nothing', () => {
    fc.assert(
      fc.property(anyHistory, fc.constantFrom(2 ** -10, 2 ** 10), (values, by) => {
        const [once, scaled] = [judge(values), judge(values.map((value) => value * by))]
        expect(scaled.verdict).toBe(once.verdict)
        expect(scaled.p ?? 1).toBeCloseTo(once.p ?? 1, 6)
        expect(scaled.changes.map(({ at }) => at)).toEqual(once.changes.map(({ at }) => at))
        scaled.changes.forEach(({ ratio }, at) => expect(ratio).toBeCloseTo(once.changes[at]?.ratio ?? 0, 9))
      }),
      few,
    )
  })

  test('read backwards it has the same chance, and the same change the other way round', () => {
    fc.assert(
      fc.property(anyHistory, (values) => {
        const [forth, back] = [judge(values), judge(values.toReversed())]
        expect(back.p ?? 1).toBeCloseTo(forth.p ?? 1, 6)
        expect(back.changes).toHaveLength(forth.changes.length)
        const [change, mirrored] = [forth.changes[0], back.changes.at(-1)]
        if (!change || !mirrored || forth.changes.length > 1) return
        expect(mirrored.at).toBe(values.length - change.at)
        expect(mirrored.ratio).toBeCloseTo(1 / change.ratio, 9)
        expect(mirrored.direction).not.toBe(change.direction)
      }),
      few,
    )
  })

  test('one that is constant has no jump, no doubt and no outlier', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 1e-6, max: 1e9, noNaN: true, noDefaultInfinity: true }),
        (points, value) => {
          const judgement = judge(Array.from({ length: points }, () => value))
          expect(judgement).toMatchObject({ changes: [], drift: null, doubt: null, outliers: [] })
          expect(judgement.verdict).toBe(points < 9 ? 'too_short' : 'noise')
        },
      ),
      few,
    )
  })

  test('one value among equal ones is an outlier at most, wherever it is but at the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 9, max: 40 }), fc.nat(), fc.constantFrom(0.5, 2, 100), (points, place, by) => {
        const values = Array.from({ length: points }, (_, at) => (at === place % (points - 1) ? by : 1))
        expect(judge(values).changes).toEqual([])
      }),
      few,
    )
  })
})

test('a change is told with its place, its size and its side', () => {
  const values = [100, 101, 99, 100, 102, 98, 101, 99, 100, 101, 120, 121, 119, 120, 122, 118, 121, 119, 120, 121]
  const { verdict, changes, levels, noise } = judge(values)
  expect(verdict).toBe('jump')
  expect(changes).toMatchObject([{ at: 10, earliest: 10, latest: 10, direction: 'worse', beyondMargin: true }])
  expect(changes[0]?.ratio).toBeCloseTo(1.2, 2)
  expect(changes[0]?.low).toBeLessThan(1.2)
  expect(changes[0]?.high).toBeGreaterThan(1.2)
  expect(levels.map(({ from, to, value }) => [from, to, Math.round(value)])).toEqual([
    [0, 9, 100],
    [10, 19, 120],
  ])
  expect(noise).toBeCloseTo(0.012, 2)
  expect(judge(values, 'higher').changes[0]?.direction).toBe('better')
  expect(judge(values, 'neither').changes[0]?.direction).toBeNull()
})

test('a level that comes back has two changes', () => {
  const values = oneHistory(createRandom(4), { points: 40, change: { at: 14, until: 26, ratio: 1.15 } })
  expect(judge(values).changes.map(({ direction }) => direction)).toEqual(['worse', 'better'])
})

test('a level that moves evenly is a drift', () => {
  const { verdict, drift, changes } = judge(oneHistory(createRandom(5), { points: 30, cv: 0.01, drift: 0.2 }))
  expect([verdict, changes]).toEqual(['drift', []])
  expect(drift?.direction).toBe('worse')
  expect(drift?.ratio).toBeCloseTo(1.2, 1)
})

test('a last run that is far off is doubtful, for one run cannot be told from an outlier', () => {
  const { verdict, doubt } = judge([100, 101, 99, 100, 102, 98, 101, 99, 100, 101, 130])
  expect(verdict).toBe('doubtful')
  expect(doubt).toMatchObject({ at: 10, direction: 'worse' })
})

test('what would be a jump by itself is doubtful among many series', () => {
  const values = [10, 10.1, 9.9, 10.05, 11, 11.1, 10.9, 11.05, 11.02]
  const others = Array.from({ length: 30 }, (_, seed) => oneHistory(createRandom(seed), { points: 9 }))
  expect(judge(values).verdict).toBe('jump')
  const [first] = judgeHistories([values, ...others].map((each) => ({ values: each, better: 'lower' as const })))
  expect(first).toMatchObject({ verdict: 'doubtful', doubt: { at: 4 } })
})

test('a value that is not above 0, and a rate that is none, are refused', () => {
  expect(() => judge([1, 0])).toThrow(/values cannot be 0/)
  expect(() => judgeHistories([], { falseDiscoveryRate: 5 })).toThrow(/falseDiscoveryRate cannot be 5/)
})

/** The full tables, with 1,000 histories a cell and more, are in docs/statistics.md; this is the same experiment at small size. */
describe('histories of 20 runs with noise of 3 %', () => {
  const of = (options: Partial<Parameters<typeof histories>[1]>) =>
    histories(judgeHistories, { seed: 11, repetitions: 200, ...options })

  test('are called a jump in 5 of 100 at most', () => {
    // 5 % and 3 binomial standard errors of 200.
    expect(of({}).anyFalse).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200))
  })

  test('have a true jump of 10 % found in 90 of 100 at least', () => {
    const { found, anyFalse } = of({ change: { at: 10, ratio: 1.1 } })
    expect(found).toBeGreaterThan(0.9)
    expect(anyFalse).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200))
  })

  test('bring few false jumps where many are judged together', () => {
    const { falseShare, found } = of({ series: 20, changed: 5, change: { at: 10, ratio: 1.1 }, repetitions: 40 })
    expect(falseShare).toBeLessThan(0.1)
    // Among many series a finding has to be surer: 9 of 10, less 3 binomial standard errors of 200.
    expect(found).toBeGreaterThan(0.83)
  })
})
