import { describe, expect, test } from 'vitest'
import { falseFailures } from '../../bench/simulation/failures.mjs'
import { compareTargets } from './compare-targets.js'
import { errorRateDifference } from './error-rate-difference.js'

const roundsOf = (failed: readonly number[], requests = 4) =>
  failed.map((each, round) => ({ round, requests, failed: each, figures: {} }))

const captured = (failed: readonly number[], requests = 4) => ({
  rounds: roundsOf(failed, requests),
  blocks: [],
  roundsPerBlock: 7,
  requests: requests * failed.length,
  failed: failed.reduce((sum, each) => sum + each, 0),
})

const verdictOf = (baseline: readonly number[], candidate: readonly number[], options = {}) =>
  compareTargets(
    { target: 'b', baseline: captured(baseline), candidate: captured(candidate) },
    { metrics: [], ...options },
  )[0]

const none = (rounds: number) => Array.from({ length: rounds }, () => 0)

describe('two error rates', () => {
  test('differ by the t test of the paired shares of the rounds', () => {
    // Student's t of [2, 2, 1, 2, 3, 2, 0, 1] / 4, the density integrated numerically: t = 5.017, 7 degrees of freedom.
    const { p, low, high } = errorRateDifference(
      roundsOf([0, 1, 0, 0, 1, 0, 0, 2]),
      roundsOf([2, 3, 1, 2, 4, 2, 0, 3]),
    ) as { p: number; low: number; high: number }
    expect([p, low, high].map((each) => each.toFixed(4))).toEqual(['0.0015', '0.2148', '0.5977'])
  })

  test('of captures without pairs differ by the form of Welch', () => {
    // t with 13.494 degrees of freedom, integrated numerically.
    const sides = [roundsOf([0, 1, 0, 0, 1, 0, 0, 2]), roundsOf([2, 3, 1, 2, 4, 2, 0, 3, 1])] as const
    const { p, low, high } = errorRateDifference(...sides, { paired: false }) as {
      p: number
      low: number
      high: number
    }
    expect([p, low, high].map((each) => each.toFixed(4))).toEqual(['0.0086', '0.1124', '0.6376'])
  })

  test('of fewer than five rounds cannot be compared', () => {
    expect(errorRateDifference(roundsOf(none(4)), roundsOf([4, 4, 4, 4]))).toBeNull()
    expect(verdictOf(none(4), [4, 4, 4, 4])).toMatchObject({
      verdict: 'inconclusive',
      reason: 'fewer than 5 rounds do not say whether the rates differ',
    })
  })

  test('do not differ because one round of one side failed as a whole', () => {
    expect(verdictOf(none(24), [4, ...none(23)])?.verdict).toBe('inconclusive')
  })

  test('differ where all requests of one side fail', () => {
    const all = Array.from({ length: 6 }, () => 4)
    expect(verdictOf(none(6), all)?.verdict).toBe('worse')
    expect(verdictOf(all, none(6))?.verdict).toBe('better')
  })
})

describe('no failure on either side', () => {
  test('says what so many rounds and requests leave possible, and how many rounds would show equality', () => {
    // 1 - 0.05 ** (1 / 24) and 1 - 0.05 ** (1 / 96); ln 0.05 / ln 0.97 = 98.4
    expect(verdictOf(none(24), none(24))).toMatchObject({
      verdict: 'inconclusive',
      reason:
        'the rates can differ by up to 11.7 % if failures take whole rounds (none in 24) and by 3.1 % if they take single requests (none in 96); 99 rounds without a failure would show them equal within 3 %',
    })
  })

  test('is equivalence from the round on in which whole rounds would have been seen', () => {
    expect(verdictOf(none(98), none(98))?.verdict).toBe('inconclusive')
    expect(verdictOf(none(99), none(99))?.verdict).toBe('equivalent')
    expect(verdictOf(none(99), none(99))?.reason).not.toContain('would show')
  })

  test('does not say less than a single failure does', () => {
    expect(verdictOf(none(24), [1, ...none(23)], { margin: 0.1 })?.verdict).toBe('inconclusive')
  })
})

test.each(['single', 'half', 'whole'] as const)(
  'equal rates with %s failures are called different in at most 6 of 100 comparisons',
  (kind) => {
    const share = falseFailures(errorRateDifference, { kind, rounds: 24, rate: 0.1, seed: 5, repetitions: 400 })
    // 6 % and 2.5 standard errors of 400 runs.
    expect(share).toBeLessThanOrEqual(0.06 + 2.5 * Math.sqrt((0.06 * 0.94) / 400))
  },
)
