import { describe, expect, test } from 'vitest'
import { compareKnown, compareKnownTogether } from '../bench/compare-known.mjs'
import { knownRounds } from '../bench/known-rounds.mjs'
import { twoEngines } from '../bench/two-engines.mjs'
import * as comparison from '../src/comparison/index.js'

/** The full figures, with 1,000 comparisons each, are in docs/statistics.md; these are the same experiments at small size. */
const many = (runs: number, options: Omit<Parameters<typeof compareKnown>[1], 'seed'>) =>
  Array.from({ length: runs }, (_, run) => compareKnown(comparison, { ...options, seed: 1000 + run * 7919 }))

const share = (flags: boolean[]) => flags.filter(Boolean).length / flags.length

describe('comparing an engine with itself', () => {
  const runs = many(120, { rounds: 24, batchSize: 2, roundNoise: 0.1, sharedNoise: 0.2 })
  // 5 % and 3 binomial standard errors of 120 runs.
  const limit = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / 120)

  test('finds a difference in no more than 5 % of comparisons, over all metrics together', () => {
    expect(share(runs.map(({ fixed }) => fixed.differs))).toBeLessThanOrEqual(limit)
  })

  test('finds no more where it looks four times and may stop early', () => {
    expect(share(runs.map(({ auto }) => auto.differs))).toBeLessThanOrEqual(limit)
  })

  test('finds no more where several batch sizes are reported together', () => {
    const together = Array.from({ length: 60 }, (_, run) =>
      compareKnownTogether(comparison, { batchSizes: [4, 8], seed: 3000 + run * 7919, roundNoise: 0.1 }),
    )
    const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / 60)
    expect(share(together.map(({ fixed }) => fixed.differs))).toBeLessThanOrEqual(most)
    expect(share(together.map(({ auto }) => auto.differs))).toBeLessThanOrEqual(most)
  })

  test('would find several times as many if it looked after every round without a rule', () => {
    const peeks = Array.from({ length: 40 }, (_, run) => peeksAtEveryRound(run))
    expect(share(peeks.map(({ ever }) => ever))).toBeGreaterThan(2 * share(peeks.map(({ atTheEnd }) => atTheEnd)))
  })

  test('has the true ratio inside the 95 % interval in at least 95 % of comparisons, though requests of a round are correlated', () => {
    // Less 3 standard errors of 120 runs. That dependence is not known makes the interval wider than it need be here.
    for (const of of ['coversTbt', 'coversTtft'] as const) {
      for (const how of ['fixed', 'auto'] as const) {
        const covered = share(runs.map((each) => each[how][of]))
        expect(covered).toBeGreaterThan(0.89)
      }
    }
  })
})

test('10 % more time between tokens under 20 % noise is found in nine of ten comparisons at the default budget', () => {
  const runs = many(60, { rounds: comparison.defaultRounds(4), batchSize: 4, tbtRatio: 1.1 })
  expect(share(runs.map(({ fixed }) => fixed.tbtShown))).toBeGreaterThanOrEqual(0.9)
  expect(share(runs.map(({ auto }) => auto.tbtShown))).toBeGreaterThanOrEqual(0.87)
  // That it is more than the margin takes more: 3 % less of a difference are left to be shown.
  expect(share(runs.map(({ fixed }) => fixed.tbtWorse))).toBeGreaterThanOrEqual(0.5)
})

test('a true difference within the margin is called better or worse in no more than 5 % of comparisons', () => {
  const runs = many(60, { rounds: 120, batchSize: 4, tbtRatio: 1.02, requestNoise: 0.1 })
  const limit = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / 60)
  expect(share(runs.map(({ fixed }) => fixed.tbtWorse))).toBeLessThanOrEqual(limit)
  expect(share(runs.map(({ auto }) => auto.tbtWorse))).toBeLessThanOrEqual(limit)
})

/** Whether some look at the full 5 %, as a person at the screen would take, shows a difference, and whether the last one does. */
function peeksAtEveryRound(run: number): { ever: boolean; atTheEnd: boolean } {
  const records = twoEngines({ seed: 5000 + run, rounds: 30, batchSize: 2 })
  const baseline = comparison.capturedRounds(records.baseline)
  const candidate = comparison.capturedRounds(records.candidate)
  const looks = Array.from({ length: 26 }, (_, at) => {
    const seen = {
      baseline: comparison.firstRounds(baseline, at + 5),
      candidate: comparison.firstRounds(candidate, at + 5),
    }
    const verdicts = comparison.compareTargets({ target: 'b', ...seen })
    return verdicts.some(({ verdict }) => verdict === 'better' || verdict === 'worse' || verdict === 'differs')
  })
  return { ever: looks.includes(true), atTheEnd: looks.at(-1) === true }
}

test('rounds that the simulation makes straight from the times are those of their records', () => {
  const options = {
    seed: 5,
    rounds: 23,
    batchSize: 3,
    roundNoise: 0.1,
    sharedNoise: 0.2,
    tbtRatio: 1.1,
    ttftRatio: 1.2,
  }
  const [records, known] = [twoEngines(options), knownRounds(options)]
  for (const side of ['baseline', 'candidate'] as const) {
    const captured = comparison.capturedRounds(records[side])
    expect(captured.roundsPerBlock).toBe(known[side].roundsPerBlock)
    expect(captured.requests).toBe(known[side].requests)
    for (const over of ['rounds', 'blocks'] as const) {
      expect(known[side][over].length).toBe(captured[over].length)
      known[side][over].forEach(({ round, requests, figures }, at) => {
        expect(captured[over][at]).toMatchObject({ round, requests })
        for (const [name, value] of Object.entries(figures))
          expect(captured[over][at]?.figures[name as keyof typeof figures]).toBeCloseTo(value as number, 6)
      })
    }
  }
})
