import { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { twoEngines } from '../../bench/two-engines.mjs'
import { type CapturedRounds, capturedRounds } from './captured-rounds.js'
import { compareTargets } from './compare-targets.js'

const compare = (sides: { baseline: readonly RequestRecord[]; candidate: readonly RequestRecord[] }, options = {}) => {
  const [baseline, candidate] = [capturedRounds(sides.baseline), capturedRounds(sides.candidate)]
  const verdicts = compareTargets({ target: 'b', baseline, candidate }, options)
  return Object.fromEntries(verdicts.map((verdict) => [verdict.metric, verdict])) as Record<string, ComparisonVerdict>
}

const slower = twoEngines({ seed: 1, rounds: 50, batchSize: 4, tbtRatio: 1.25 })
const faster = { baseline: slower.candidate, candidate: slower.baseline }

describe('a target that is 25 % slower between tokens', () => {
  const verdicts = compare(slower, { batchSize: 4, scenario: 'short' })

  test('is worse in TBT and in both throughputs, and not in TTFT', () => {
    expect(verdicts.avg_tbt_ms?.verdict).toBe('worse')
    expect(verdicts.avg_throughput_tps?.verdict).toBe('worse')
    expect(verdicts.output_throughput_tps?.verdict).toBe('worse')
    expect(verdicts.avg_ttft_ms?.verdict).toBe('inconclusive')
  })

  test('has the truth inside the interval of the ratio', () => {
    const { value, low, high, n, method } = (verdicts.avg_tbt_ms as ComparisonVerdict).ratio
    expect(low as number).toBeLessThan(1.25)
    expect(high as number).toBeGreaterThan(1.25)
    expect(value as number).toBeCloseTo(1.25, 1)
    expect({ n, method }).toEqual({ n: 50, method: 'rounds' })
  })

  test('gives verdicts that fit the schema of the artifact', () => {
    for (const verdict of Object.values(verdicts)) expect(ComparisonVerdict.parse(verdict)).toEqual(verdict)
    expect(verdicts.avg_tbt_ms).toMatchObject({ target: 'b', batchSize: 4, scenario: 'short', marginShare: 0.03 })
  })

  test('is better with the sides exchanged', () => {
    expect(compare(faster).avg_tbt_ms?.verdict).toBe('better')
    expect(compare(faster).output_throughput_tps?.verdict).toBe('better')
  })

  test('is still worse where the rounds are not paired', () => {
    expect(compare(slower, { paired: false }).avg_tbt_ms?.verdict).toBe('worse')
  })

  test('is reported with what this much data could have shown, and nothing more is needed', () => {
    expect(verdicts.avg_tbt_ms?.smallestDetectableShare as number).toBeGreaterThan(0.02)
    expect(verdicts.avg_tbt_ms?.smallestDetectableShare as number).toBeLessThan(0.15)
    expect(verdicts.avg_tbt_ms?.roundsNeeded).toBeNull()
    expect(verdicts.avg_ttft_ms?.roundsNeeded as number).toBeGreaterThan(50)
  })
})

describe('targets that differ by less than the margin', () => {
  const alike = compare(twoEngines({ seed: 2, rounds: 100, batchSize: 4, tbtRatio: 1.01, requestNoise: 0.02 }))

  test('are equivalent, even where the difference is certain', () => {
    expect((alike.avg_tbt_ms as ComparisonVerdict).ratio.low as number).toBeGreaterThan(1)
    expect(alike.avg_tbt_ms?.verdict).toBe('equivalent')
  })

  test('are not equivalent under a narrower margin', () => {
    const narrow = compare(twoEngines({ seed: 2, rounds: 100, batchSize: 4, tbtRatio: 1.01, requestNoise: 0.02 }), {
      margin: 0.005,
    })
    expect(narrow.avg_tbt_ms).toMatchObject({
      verdict: 'differs',
      reason: 'a difference is shown; that it is above 0.5 % is not',
      roundsNeeded: expect.any(Number),
    })
  })
})

test('identical measurements are equivalent', () => {
  const same = slower.baseline
  expect(compare({ baseline: same, candidate: same }).avg_tbt_ms).toMatchObject({ verdict: 'equivalent', adjustedP: 1 })
})

describe('a target with failures never wins', () => {
  const broken = faster.candidate.map((record, at) =>
    at === 7 ? { ...record, errorClass: 'server_error' as const } : record,
  )

  test('as the candidate', () => {
    const verdict = compare({ ...faster, candidate: broken }).avg_tbt_ms
    expect(verdict).toMatchObject({
      verdict: 'inconclusive',
      reason: '1 of 200 requests of the candidate failed: it cannot win',
    })
  })

  test('as the baseline', () => {
    const verdict = compare({ baseline: broken, candidate: faster.baseline }).avg_tbt_ms
    expect(verdict).toMatchObject({
      verdict: 'inconclusive',
      reason: '1 of 200 requests of the baseline failed: it cannot win',
    })
  })

  test('when all of its requests fail', () => {
    const dead = faster.candidate.map((record) => ({ ...record, errorClass: 'connect_failed' as const }))
    const verdicts = compare({ ...faster, candidate: dead })
    expect(Object.values(verdicts).map(({ verdict }) => verdict)).not.toContain('better')
    expect(verdicts.error_rate?.verdict).toBe('worse')
    expect(verdicts.avg_tbt_ms).toMatchObject({ reason: 'the candidate has no value', candidate: { value: null } })
  })

  test('but loses as any other', () => {
    const slowAndBroken = slower.candidate.map((record, at) =>
      at === 7 ? { ...record, errorClass: 'server_error' as const } : record,
    )
    expect(compare({ ...slower, candidate: slowAndBroken }).avg_tbt_ms?.verdict).toBe('worse')
  })
})

test('a request that the run cut off is nobody’s failure', () => {
  const cut = faster.candidate.map((record, at) =>
    at === 7 ? { ...record, errorClass: 'cancelled_by_run' as const } : record,
  )
  expect(compare({ ...faster, candidate: cut }).avg_tbt_ms?.verdict).toBe('better')
})

test('a cache that answered uninvited leaves TTFT without a verdict', () => {
  const quick = slower.candidate.map((record) => ({ ...record, firstTokenAt: record.startAt + 5 }))
  const sides = { baseline: slower.baseline, candidate: quick }
  expect(compare(sides).avg_ttft_ms?.verdict).toBe('better')
  expect(compare(sides, { evidence: { candidate: { cacheContaminated: true } } }).avg_ttft_ms?.verdict).toBe(
    'inconclusive',
  )
})

describe('too little data', () => {
  test('of one shot gives a ratio without interval or verdict', () => {
    const verdict = compare(twoEngines({ seed: 4, rounds: 1, batchSize: 4, tbtRatio: 2 })).avg_tbt_ms
    expect(verdict).toMatchObject({
      verdict: 'inconclusive',
      reason: 'one round of each gives no interval',
      adjustedP: null,
    })
    expect(verdict?.ratio).toMatchObject({ low: null, high: null, method: null })
    expect(verdict?.ratio.value as number).toBeGreaterThan(1.5)
  })

  test('of four rounds gives none either', () => {
    const verdict = compare(twoEngines({ seed: 4, rounds: 4, batchSize: 4, tbtRatio: 2 })).avg_tbt_ms
    expect(verdict).toMatchObject({
      verdict: 'inconclusive',
      reason: 'fewer than 5 rounds give no interval',
    })
  })

  test('of no records at all gives verdicts that say so', () => {
    expect(compare({ baseline: [], candidate: [] }).avg_tbt_ms).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the baseline has no value',
    })
  })
})

test('a captured row of another program, known only by its figures, can be compared', () => {
  const row = (value: number): CapturedRounds => ({
    rounds: [{ round: 0, requests: 4, failed: 0, figures: { avg_tbt_ms: value } }],
    blocks: [],
    roundsPerBlock: 1,
    requests: 4,
    failed: 0,
  })
  const verdicts = compareTargets({ target: 'b', baseline: row(10), candidate: row(12) })
  expect(verdicts.find(({ metric }) => metric === 'avg_tbt_ms')?.ratio.value).toBeCloseTo(1.2, 12)
})

test.each([{ margin: 0 }, { margin: 3 }, { alpha: 1 }])('%o is refused', (options) => {
  expect(() => compare(slower, options)).toThrow('cannot be')
})

describe('captured rounds', () => {
  test('put consecutive rounds into blocks that can carry a percentile', () => {
    const { rounds, blocks, requests } = capturedRounds(slower.baseline)
    // 25 requests at 4 a round: 7 rounds a block; the last round of 50 is alone and left out.
    expect({ rounds: rounds.length, blocks: blocks.length, first: blocks[0]?.requests, requests }).toEqual({
      rounds: 50,
      blocks: 7,
      first: 28,
      requests: 200,
    })
  })

  test('leave warm-up out', () => {
    expect(capturedRounds([aRecord({ phase: 'warmup' }), aRecord({ index: 1 })])).toMatchObject({
      requests: 1,
      failed: 0,
    })
  })
})
