import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { capturedRounds } from '../comparison/captured-rounds.js'
import { compareTargets } from '../comparison/compare-targets.js'
import { aggregate } from './aggregate.js'

const held = (index: number, round = 0) =>
  aRecord({ index, round, startAt: 1000 * round, tbtMs: null, tbtBasis: 'none', flags: ['held_then_burst'] })
const coarse = (index: number, { round = 0, tbtMs = 10 } = {}) =>
  aRecord({ index, round, startAt: 1000 * round, tbtMs, tbtBasis: 'bytes', firstReadShare: 0.3, flags: ['tbt_coarse'] })
const levels = { serviceLevels: [{ metric: 'tbt_ms', maxMs: 15 }] as const }

describe('a run whose streams were held back', () => {
  test('says so where more than half of the requests were, and not at one half', () => {
    expect(aggregate([held(0), coarse(1), aRecord({ index: 2 })]).flags).toContain('stream_held_back')
    expect(aggregate([held(0), aRecord({ index: 1 })]).flags).not.toContain('stream_held_back')
  })

  test('leaves them out of the average, with their share beside it', () => {
    const metrics = aggregate([held(0), coarse(1, { tbtMs: 30 }), aRecord({ index: 2 }), aRecord({ index: 3 })])
    expect(metrics.avgTbtMs).toBeCloseTo((30 + 10 + 10) / 3, 12)
    expect(metrics).toMatchObject({ tbtLeftOutShare: 0.25, tbtUnusableShare: 0.5 })
  })
})

test('an estimate alone is no stream that was held back', () => {
  const estimated = aRecord({ tbtMs: 10, tbtBasis: 'bytes', firstReadShare: 0.3, flags: ['tbt_estimated'] })
  expect(aggregate([estimated]).flags).not.toContain('stream_held_back')
})

describe('a service level on TBT', () => {
  test('does not judge what the stream cannot carry: it is in no denominator', () => {
    const metrics = aggregate([held(0), coarse(1), aRecord({ index: 2 }), aRecord({ index: 3, gapMs: 20 })], levels)
    expect(metrics).toMatchObject({ sloAttainment: 0.5, unjudgedRequests: 2, goodputRps: null })
    expect(metrics.flags).toContain('slo_unjudged')
  })

  test('is as uncertain as the few that it judged: Wilson for 3 of 16, whatever else ended', () => {
    const judged = Array.from({ length: 16 }, (_, index) => aRecord({ index, gapMs: index < 3 ? 10 : 20 }))
    const records = [...judged, ...Array.from({ length: 44 }, (_, index) => held(index + 16))]
    const { sloAttainment, intervals } = aggregate(records, levels)
    expect(sloAttainment).toBe(3 / 16)
    // (p + z2 / 2n +- z sqrt(p (1 - p) / n + z2 / 4n2)) / (1 + z2 / n) with z = 1.96
    expect(intervals.slo_attainment).toMatchObject({ n: 16, method: 'requests' })
    expect(intervals.slo_attainment?.low).toBeCloseTo(0.0659, 4)
    expect(intervals.slo_attainment?.high).toBeCloseTo(0.4301, 4)
    expect(intervals.error_rate?.n).toBe(60)
  })

  test('keeps its rate where few are not judged', () => {
    const many = Array.from({ length: 39 }, (_, index) => aRecord({ index }))
    const metrics = aggregate([...many, held(39)], levels)
    expect(metrics).toMatchObject({ sloAttainment: 1, unjudgedRequests: 1 })
    expect(metrics.goodputRps).toBeCloseTo(39 / 0.08, 9)
  })
})

test('the share of silent first tokens stands beside TTFT', () => {
  const silent = aRecord({ index: 1, firstStepAt: 30 })
  expect(aggregate([aRecord({ firstStepAt: 40 }), silent]).silentFirstTokenShare).toBe(0.5)
  expect(aggregate([aRecord({ firstStepAt: null })]).silentFirstTokenShare).toBeNull()
})

describe('a comparison', () => {
  const rounds = Array.from({ length: 12 }, (_, round) => round)
  const verdictOf = (candidate: (round: number) => ReturnType<typeof aRecord>[]) => {
    const baseline = capturedRounds(
      rounds.flatMap((round) =>
        [0, 1, 2, 3].map((index) => aRecord({ index, round, startAt: 1000 * round, gapMs: 10 + (round % 3) / 10 })),
      ),
    )
    const verdicts = compareTargets({ target: 'b', baseline, candidate: capturedRounds(rounds.flatMap(candidate)) })
    return verdicts.find(({ metric }) => metric === 'avg_tbt_ms')
  }
  const slow = (index: number, round: number) =>
    aRecord({ index, round, startAt: 1000 * round, gapMs: 20 + (round % 5) / 10 })

  test('takes no verdict from streams of which most are too rough, and says why', () => {
    const verdict = verdictOf((round) =>
      [0, 1, 2, 3].map((index) => coarse(index, { round, tbtMs: 20 + (round % 5) / 10 })),
    )
    expect(verdict).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('streams of the candidate'),
    })
    expect(verdict?.candidate.value).toBeCloseTo(20.2, 0)
  })

  test('judges by the usable ones where they are most', () => {
    const verdict = verdictOf((round) => [
      slow(0, round),
      slow(1, round),
      slow(2, round),
      coarse(3, { round, tbtMs: 1 }),
    ])
    expect(verdict).toMatchObject({ verdict: 'worse' })
    expect(verdict?.candidate.value).toBeCloseTo(20.2, 0)
  })
})
