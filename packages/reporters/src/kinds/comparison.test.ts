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
      'Time between tokens (avg_tbt_ms): b is worse than a only at batch 2 (+25 %, 10.00 against 8.00 ms); is equivalent to a at batch 4 (+1.0 %, 10.00 against 8.00 ms).',
    ])
  })

  test('a difference that one scenario shows and another leaves open is so far the only one', () => {
    const several = [verdict(), verdict({ batchSize: 4, verdict: 'inconclusive' })]
    expect(comparisonSentences(file(several))[0]).toContain('worse than a, so far only at batch 2')
  })

  test('an interval that reaches beyond ten times says no number', () => {
    const wild = verdict({ verdict: 'inconclusive', ratio: { ...interval(2), low: 0.2, high: 6077 } })
    expect(comparisonSentences(file([wild]))[0]).toContain('(95 % CI −80 % to more than tenfold)')
  })

  test('a verdict that failures took away says so beside its interval, and in its sentence', () => {
    const taken = { verdict: 'inconclusive', withheld: 'failures', reason: '3 of 40 requests failed' } as const
    const several = file([verdict(taken), verdict({ ...taken, batchSize: 4 })])
    expect(comparisonSketch(several)).toContain('1.25 [1.23, 1.27] inconclusive (withheld: failures)')
    expect(comparisonSentences(several)[0]).toContain(
      'b has no verdict at batch 2 (+25 %, 10.00 against 8.00 ms; 3 of 40 requests failed), batch 4 (+25 %',
    )
  })

  test('what takes the verdicts on several metrics away is said once, before them', () => {
    const taken = { verdict: 'inconclusive', withheld: 'client', reason: 'the client was at its limit' } as const
    const two = [verdict(taken), verdict({ ...taken, metric: 'avg_ttft_ms' }), verdict({ batchSize: 4 })]
    expect(comparisonSentences(file([...two, verdict({ metric: 'p99_tbt_ms' })]))[0]).toBe(
      'No verdict on b at batch 2 in avg_tbt_ms, avg_ttft_ms: the client was at its limit.',
    )
    expect(comparisonSentences(file(two))).toEqual([
      'No verdict on b at batch 2: the client was at its limit.',
      expect.stringContaining(
        'b is worse than a, so far only at batch 4 (+25 %, 10.00 against 8.00 ms); has no verdict at batch 2 (+25 %, 10.00 against 8.00 ms).',
      ),
      'Time to the first token (avg_ttft_ms): b has no verdict: +25 % (95 % CI +23 % to +27 %), 10.00 against 8.00 ms.',
    ])
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

  test('says what no failure leaves possible, in each cell where that is another thing', () => {
    const none = (reason: string, batchSize: number) =>
      verdict({
        ...{ metric: 'error_rate', verdict: 'inconclusive', reason, batchSize },
        ...{ baseline: interval(0, 0, 40), candidate: interval(0, 0, 40), ratio: interval(null) },
      })
    expect(comparisonSentences(file([none('up to 11.7 %', 2), none('up to 11.7 %', 4)]))).toEqual([
      'Error rate (error_rate): no failure in 80 requests of b and 80 of a; up to 11.7 %.',
    ])
    expect(comparisonSentences(file([none('up to 11.7 %', 2), none('up to 4.9 %', 4)]))).toEqual([
      'Error rate (error_rate): no failure in 80 requests of b and 80 of a; at batch 2: up to 11.7 %; at batch 4: up to 4.9 %.',
    ])
  })
})

test('the answer about two equal engines is what is known of them, and no count of verdicts', () => {
  const open = verdict({ verdict: 'inconclusive', ratio: interval(1.01, 0.04), roundsNeeded: 90 })
  const block = comparisonBlock(file([open, verdict({ ...open, metric: 'avg_ttft_ms', roundsNeeded: 120 })]))
  expect(block).toContain(
    'b against a: no difference above 5.0 % in avg_tbt_ms, 5.0 % in avg_ttft_ms; about 120 rounds would decide all that rounds can.',
  )
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
    { subject: 'engine version', result: 'unknown' as const, evidence: 'not reported' },
  ]
  const block = comparisonBlock(file([verdict()], { fairness, flags: ['averaged_over_scenarios'] }))
  expect(block).toContain('Conditions: 1 of 3 the same')
  expect(block).toContain('differs: precision: a: fp16; b: int8')
  expect(block).toContain('unknown: engine version')
  expect(block).not.toContain('averaged_over_scenarios')
})
