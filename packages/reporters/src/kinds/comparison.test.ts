import { ComparisonFile, ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { describe, expect, test } from 'vitest'
import { comparisonBlock } from '../terminal/comparison-block.js'
import { comparisonSentences } from './comparison-sentences.js'
import { comparisonSketch } from './comparison-sketch.js'

const interval = (value: number | null, half: number | null = 0.02, n = 24) => ({
  value,
  low: value === null || half === null ? null : value - half,
  high: value === null || half === null ? null : value + half,
  n,
  method: half === null ? null : ('rounds' as const),
})
const verdict = (changes: Partial<ComparisonVerdict> = {}): ComparisonVerdict =>
  ComparisonVerdict.parse({
    target: 'b',
    metric: 'avg_tbt_ms',
    batchSize: 2,
    scenario: 'short',
    baseline: interval(8),
    candidate: interval(10),
    ratio: interval(1.25),
    verdict: 'worse',
    marginShare: 0.03,
    ...changes,
  })
const file = (verdicts: readonly ComparisonVerdict[], changes: Partial<ComparisonFile> = {}) =>
  ComparisonFile.parse({
    kind: 'compare',
    model: 'm',
    batchSizes: [2],
    baseline: 'a',
    targets: [],
    verdicts,
    ...changes,
  })

describe('one sentence a metric', () => {
  test('gives effect, interval and both values where there is one scenario and batch size', () => {
    expect(comparisonSentences(file([verdict()]))).toEqual([
      'Time between tokens (avg_tbt_ms): b is worse than a: +25 % (95 % CI +23 % to +27 %), 10.00 against 8.00 ms.',
    ])
  })

  test('says what is open, why, and how many rounds would close it', () => {
    const open = verdict({ verdict: 'inconclusive', ratio: interval(0.98, 0.04), roundsNeeded: 90, reason: 'a reason' })
    expect(comparisonSentences(file([open]))[0]).toContain('b is undecided: −2.0 %')
    expect(comparisonSentences(file([open]))[0]).toContain('; a reason; about 90 rounds would decide it.')
  })

  test('never makes one number of several batch sizes', () => {
    const several = [verdict(), verdict({ batchSize: 4, verdict: 'equivalent', ratio: interval(1.01, 0.01) })]
    expect(comparisonSentences(file(several))).toEqual([
      'Time between tokens (avg_tbt_ms): b is worse than a at batch 2 +25 % (10.00 against 8.00 ms); is equivalent to a at batch 4 +1.0 % (10.00 against 8.00 ms).',
    ])
  })

  test('a verdict that failures took away says so beside its interval, and in its sentence', () => {
    const taken = { verdict: 'inconclusive', withheld: 'failures', reason: '3 of 40 requests failed' } as const
    const several = file([verdict(taken), verdict({ ...taken, batchSize: 4 })])
    expect(comparisonSketch(several)).toContain('1.25 [1.23, 1.27] inconclusive (withheld: failures)')
    expect(comparisonSentences(several)[0]).toContain(
      'batch 2 +25 % (10.00 against 8.00 ms; 3 of 40 requests failed), batch 4 +25 %',
    )
  })

  test('counts failures instead of dividing by none', () => {
    const errors = verdict({
      metric: 'error_rate',
      baseline: interval(0, 0, 40),
      candidate: interval(0.05, 0, 40),
      ratio: interval(null),
    })
    expect(comparisonSentences(file([errors]))).toEqual([
      'Error rate (error_rate): b failed 2 of 40 (5 %), a 0 of 40 (0 %), which is worse.',
    ])
  })
})

describe('the picture', () => {
  test('groups metrics by scenario and batch size on one axis', () => {
    const lines = comparisonSketch(
      file([verdict(), verdict({ metric: 'avg_ttft_ms' }), verdict({ batchSize: 4 })]),
    ).split('\n')
    expect(lines.map((line) => line.trim().split(/\s{2,}/)[0])).toEqual([
      'short, batch 2',
      'avg_tbt_ms',
      'avg_ttft_ms',
      'short, batch 4',
      'avg_tbt_ms',
      expect.stringMatching(/^0\.\d+$/),
      'ratio to a: 1 is no difference',
    ])
    expect(lines[1]).toMatch(/├.*●.*┤.*1\.25 \[1\.23, 1\.27\] worse/)
  })

  test('leaves out a point without interval beside points that have one, and draws it where none has', () => {
    const point = verdict({ metric: 'p99_tbt_ms', ratio: interval(2, null) })
    expect(comparisonSketch(file([verdict(), point]))).not.toContain('p99_tbt_ms')
    expect(comparisonSketch(file([point]))).toContain('p99_tbt_ms')
    expect(comparisonSketch(file([]))).toBe('')
  })
})

test('the terminal block names the conditions that were not the same', () => {
  const fairness = [
    { subject: 'served model', result: 'same' as const, evidence: 'm' },
    { subject: 'precision', result: 'differs' as const, evidence: 'a: fp16; b: int8' },
    { subject: 'engine version', result: 'unknown' as const, evidence: 'not told' },
  ]
  const block = comparisonBlock(file([verdict()], { fairness, flags: ['averaged_over_scenarios'] }))
  expect(block).toContain('Conditions: 1 of 3 the same')
  expect(block).toContain('differs: precision: a: fp16; b: int8')
  expect(block).toContain('unknown: engine version')
  expect(block).not.toContain('averaged_over_scenarios')
})
