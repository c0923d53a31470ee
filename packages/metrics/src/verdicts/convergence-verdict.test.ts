import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { ClaimEvidence } from '@sagellm-benchmark/protocol-types/evidence'
import { describe, expect, test } from 'vitest'
import { convergenceVerdict, metricDelta } from './convergence-verdict.js'

const claim = 'paged_or_native_path_usage'

function metric(verdict: ComparisonVerdict['verdict'], fields: Partial<ComparisonVerdict> = {}): ComparisonVerdict {
  const interval = { value: 10, low: 9, high: 11, n: 20, method: 'rounds' as const }
  return {
    target: 'b',
    metric: 'avg_tbt_ms',
    batchSize: 2,
    scenario: null,
    baseline: interval,
    candidate: interval,
    ratio: { ...interval, value: 0.8, low: 0.75, high: 0.85 },
    verdict,
    reason: null,
    marginShare: 0.03,
    adjustedP: 0.01,
    smallestDetectableShare: 0.05,
    roundsNeeded: null,
    ...fields,
  }
}

function evidence(found: ClaimEvidence['evidence'], gaps: string[] = []): ClaimEvidence {
  const item = {
    kind: 'path' as const,
    source: 'log',
    alternative: 'paged_attention',
    count: 12,
    examples: [],
    note: null,
  }
  return { claim, evidence: found, rule: 'a line names the path', items: found === 'yes' ? [item] : [], gaps }
}

const judge = (verdicts: ComparisonVerdict[], found: ClaimEvidence | null) =>
  convergenceVerdict({ target: 'b', claim, verdicts, evidence: found })

describe('metric delta and path evidence together decide', () => {
  test.each([
    ['better', 'yes', 'converged'],
    ['better', 'none', 'performance_observation_only'],
    ['equivalent', 'yes', 'wired_not_performant'],
    ['worse', 'yes', 'wired_not_performant'],
    ['equivalent', 'none', 'not_converged'],
    ['worse', 'none', 'not_converged'],
    ['inconclusive', 'yes', 'insufficient_evidence'],
    ['inconclusive', 'none', 'insufficient_evidence'],
    ['better', 'missing_probes', 'insufficient_evidence'],
    ['worse', 'missing_probes', 'insufficient_evidence'],
  ] as const)('%s and %s is %s', (delta, found, expected) => {
    expect(judge([metric(delta)], evidence(found)).verdict).toBe(expected)
  })
})

describe('the delta of several metrics', () => {
  const delta = (...verdicts: ComparisonVerdict['verdict'][]) => metricDelta(verdicts.map((verdict) => ({ verdict })))

  test('is better where some are better and none is worse', () => {
    expect(delta('better', 'equivalent', 'inconclusive')).toBe('better')
  })

  test('is not better where one was traded for another', () => {
    expect(delta('better', 'worse')).toBe('not_better')
  })

  test('is open where nothing is better and something is undecided, or nothing was compared', () => {
    expect(delta('equivalent', 'inconclusive')).toBe('inconclusive')
    expect(delta()).toBe('inconclusive')
  })
})

describe('a gap is named', () => {
  test('for each undecided metric', () => {
    expect(judge([metric('inconclusive')], evidence('yes')).gaps).toEqual([
      'inconclusive_metric_delta: avg_tbt_ms at batch size 2',
    ])
  })

  test('for missing probes, by the original’s names', () => {
    const gaps = ['missing_log_probe', 'runtime_surface_marker_hits_zero']
    expect(judge([metric('better')], evidence('missing_probes', gaps)).gaps).toEqual(gaps)
  })

  test('where nothing was compared and nothing probed', () => {
    expect(judge([], null)).toMatchObject({
      verdict: 'insufficient_evidence',
      gaps: ['missing_metric_comparison', 'missing_path_probes'],
    })
  })
})

test('shared batching is judged where requests are batched, and only there', () => {
  const verdicts = [metric('better', { batchSize: 1 }), metric('equivalent', { batchSize: 4 })]
  const input = { target: 'b', verdicts, evidence: evidence('yes') }
  expect(convergenceVerdict({ ...input, claim: 'shared_stream_concurrent_batching' }).verdict).toBe(
    'wired_not_performant',
  )
  expect(convergenceVerdict({ ...input, claim }).verdict).toBe('converged')
})

test('another target’s metrics are not evidence', () => {
  expect(judge([metric('better', { target: 'c' })], evidence('yes')).verdict).toBe('insufficient_evidence')
})

test('the evidence is told in words', () => {
  const { metricEvidence, pathEvidence } = judge([metric('better')], evidence('yes'))
  expect(metricEvidence).toEqual(['avg_tbt_ms at batch size 2: better, ratio 0.800 (0.750 to 0.850)'])
  expect(pathEvidence).toEqual(['path: paged_attention x 12 (log)'])
})
