import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { ClaimVerdict } from '@sagellm-benchmark/protocol-types/validation'
import type { ClaimEvidence, EvidenceItem } from '@sagellm-benchmark/protocol-types/evidence'
import { describe, expect, test } from 'vitest'
import { claimMetrics } from './claim-metrics.js'
import { convergenceVerdict } from './convergence-verdict.js'
import { metricDelta } from './metric-evidence.js'

const claim = 'paged_or_native_path_usage'
const shared = 'shared_stream_concurrent_batching'

function metric(verdict: ComparisonVerdict['verdict'], fields: Partial<ComparisonVerdict> = {}): ComparisonVerdict {
  const interval = { value: 10, low: 9, high: 11, n: 20, method: 'rounds' as const }
  return {
    target: 'b',
    metric: 'avg_tbt_ms',
    batchSize: 2,
    load: null,
    inFlight: null,
    scenario: null,
    baseline: interval,
    candidate: { ...interval, value: 8 },
    ratio: { ...interval, value: 0.8, low: 0.75, high: 0.85 },
    verdict,
    reason: null,
    withheld: null,
    marginShare: 0.03,
    adjustedP: 0.01,
    smallestDetectableShare: 0.05,
    roundsNeeded: null,
    requestsNeeded: null,
    ...fields,
  }
}

const item = (kind: EvidenceItem['kind'], count = 12): EvidenceItem => ({
  kind,
  source: 'log',
  alternative: 'paged_attention',
  count,
  examples: [1, 2].map((line) => ({ file: 'b.log', line, alternative: 'paged_attention', text: `line ${line}` })),
  note: null,
})

function evidence(found: ClaimEvidence['evidence'], changes: Partial<ClaimEvidence> = {}): ClaimEvidence {
  return { claim, evidence: found, rule: 'r', items: found === 'yes' ? [item('path')] : [], gaps: [], ...changes }
}

const judge = (verdicts: ComparisonVerdict[], found: ClaimEvidence | null, which: ClaimEvidence['claim'] = claim) =>
  convergenceVerdict({ target: 'b', claim: which, verdicts, evidence: found, baselineEvidence: evidence('none') })

describe('metric delta and path evidence together decide', () => {
  test.each([
    ['better', 'yes', 'converged'],
    ['better', 'none', 'performance_observation_only'],
    ['equivalent', 'yes', 'wired_not_performant'],
    ['worse', 'yes', 'wired_not_performant'],
    ['differs', 'yes', 'wired_not_performant'],
    ['differs', 'none', 'not_converged'],
    ['equivalent', 'none', 'not_converged'],
    ['worse', 'none', 'not_converged'],
    ['inconclusive', 'yes', 'insufficient_evidence'],
    ['inconclusive', 'none', 'insufficient_evidence'],
    ['better', 'missing_probes', 'insufficient_evidence'],
    ['worse', 'missing_probes', 'insufficient_evidence'],
  ] as const)('%s and %s is %s', (delta, found, expected) => {
    const result = judge([metric(delta)], evidence(found))
    expect(result.verdict).toBe(expected)
    expect(ClaimVerdict.parse(result)).toEqual(result)
  })
})

describe('the delta of several metrics', () => {
  const delta = (...verdicts: ComparisonVerdict['verdict'][]) =>
    metricDelta(verdicts.map((verdict) => ({ verdict, role: 'decides' })))

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

  test('a metric that only guards or is only reported makes no claim', () => {
    const both = (['guards', 'reported'] as const).map((role) => ({ role, verdict: 'better' as const }))
    expect(metricDelta([...both, { role: 'decides', verdict: 'equivalent' }])).toBe('not_better')
  })
})

describe('what a claim looks at', () => {
  test('failures refute any claim, a slower start is its price', () => {
    const faster = metric('better')
    expect(judge([faster, metric('worse', { metric: 'error_rate' })], evidence('yes')).metricDelta).toBe('not_better')
    const late = judge([faster, metric('worse', { metric: 'avg_ttft_ms' })], evidence('yes'))
    expect(late).toMatchObject({
      metricDelta: 'better',
      reason: expect.stringContaining('at the price of avg_ttft_ms'),
    })
  })

  test('a slower decode step is the price of shared batching, where the throughput is what counts', () => {
    const verdicts = [metric('better', { metric: 'output_throughput_tps' }), metric('worse')]
    expect(judge(verdicts, evidence('yes'), shared).verdict).toBe('converged')
    expect(judge(verdicts, evidence('yes')).verdict).toBe('wired_not_performant')
  })

  test('shared batching is judged where requests are batched, and only there', () => {
    const verdicts = [metric('better', { batchSize: 1 }), metric('equivalent', { batchSize: 4 })]
    expect(judge(verdicts, evidence('yes'), shared).verdict).toBe('wired_not_performant')
    expect(judge(verdicts, evidence('yes')).verdict).toBe('converged')
  })

  test('its metrics are metrics that comparisons judge', async () => {
    const { headlineMetrics } = await import('../comparison/headline-metrics.js')
    const known = [...headlineMetrics.map(({ name }) => name), 'error_rate']
    for (const { roles } of Object.values(claimMetrics))
      expect(known).toEqual(expect.arrayContaining(Object.keys(roles)))
  })

  test('another target’s metrics are not evidence', () => {
    expect(judge([metric('better', { target: 'c' })], evidence('yes')).verdict).toBe('insufficient_evidence')
  })
})

describe('a gap is named', () => {
  test('for each undecided metric that could make the claim', () => {
    const verdicts = [metric('inconclusive'), metric('inconclusive', { metric: 'avg_ttft_ms' })]
    expect(judge(verdicts, evidence('yes')).gaps).toEqual(['inconclusive_metric_delta: avg_tbt_ms at batch size 2'])
  })

  test('for missing probes, by the original’s names', () => {
    const gaps = ['missing_log_probe', 'runtime_surface_marker_hits_zero']
    expect(judge([metric('better')], evidence('missing_probes', { gaps })).gaps).toEqual(gaps)
  })

  test('where nothing was compared and nothing probed', () => {
    expect(judge([], null)).toMatchObject({
      verdict: 'insufficient_evidence',
      pathSeen: 'missing_probes',
      gaps: ['missing_metric_comparison', 'missing_path_probes'],
    })
  })
})

describe('the evidence is given', () => {
  test('with values, interval, and the first line that shows the path', () => {
    expect(judge([metric('better')], evidence('yes'))).toMatchObject({
      reason: 'avg_tbt_ms at batch size 2 got better; the path was seen during the run: log 12 times.',
      metricEvidence: [{ baseline: 10, candidate: 8, ratio: 0.8, low: 0.75, high: 0.85, role: 'decides' }],
      pathEvidence: [{ kind: 'path', count: 12, example: { file: 'b.log', line: 1, text: 'line 1' } }],
    })
  })

  test('a fallback is named as one', () => {
    const found = evidence('none', { items: [item('fallback', 7)] })
    expect(judge([metric('equivalent')], found).reason).toContain('only the fallback was seen: log 7 times')
  })
})

describe('a gain is the path’s only where the baseline did not take it', () => {
  const against = (baseline: ClaimEvidence['evidence'], delta: ComparisonVerdict['verdict'] = 'better') =>
    convergenceVerdict({
      target: 'b',
      claim,
      verdicts: [metric(delta)],
      evidence: evidence('yes'),
      baselineEvidence: evidence(baseline),
    })

  test('a baseline that took it too makes the gain an observation, and the reason says so', () => {
    expect(against('yes')).toMatchObject({
      verdict: 'performance_observation_only',
      pathSeenInBaseline: 'yes',
      reason: expect.stringContaining('the baseline took the same path, so the difference comes from elsewhere'),
    })
  })

  test('a baseline of which nothing is known leaves it open, and is a gap', () => {
    expect(against('missing_probes')).toMatchObject({
      verdict: 'insufficient_evidence',
      gaps: ['missing_baseline_path_probes'],
    })
  })

  test('without a gain the baseline’s path changes nothing', () => {
    expect(against('yes', 'equivalent').verdict).toBe('wired_not_performant')
    expect(against('missing_probes', 'worse').verdict).toBe('wired_not_performant')
  })
})

test('a path that only the surfaces show proves nothing without the log', () => {
  const found = evidence('yes', { gaps: ['missing_log_probe'] })
  for (const delta of ['better', 'worse', 'equivalent'] as const)
    expect(judge([metric(delta)], found)).toMatchObject({
      verdict: 'insufficient_evidence',
      gaps: ['missing_log_probe'],
      reason: expect.stringContaining('without the log of the target nothing is concluded'),
    })
})
