import type { ComparisonVerdict, MetricEvidence } from '@sagellm-benchmark/protocol-types/comparison'
import type { ClaimMetrics } from './claim-metrics.js'

/** How the metrics of a target moved against the baseline, all together. */
export type MetricDelta = 'better' | 'not_better' | 'inconclusive'

/**
 * What a comparison says about a claim: its metrics at its batch sizes. A claim holds when any of its batch sizes and
 * scenarios shows it, so each difference has to stay sure when all of them are looked at together (Bonferroni over them,
 * on top of the correction over metrics that `compareTargets` has made).
 *
 * @param verdicts - of one target against the baseline.
 * @param alpha - chance of any false difference among them. @default 0.05
 */
export function metricEvidence(
  verdicts: readonly ComparisonVerdict[],
  { batchFrom, roles }: ClaimMetrics,
  alpha = 0.05,
): MetricEvidence[] {
  const relevant = verdicts.filter(
    ({ batchSize, metric }) => Object.hasOwn(roles, metric) && (batchFrom === 1 || (batchSize ?? 0) >= batchFrom),
  )
  const looks = new Set(relevant.map(({ batchSize, scenario }) => JSON.stringify([batchSize, scenario]))).size
  return relevant.map((each): MetricEvidence => {
    const differs = each.verdict === 'better' || each.verdict === 'worse'
    const unsure = differs && each.adjustedP !== null && each.adjustedP * looks >= alpha
    return {
      metric: each.metric,
      batchSize: each.batchSize,
      scenario: each.scenario,
      role: roles[each.metric] as MetricEvidence['role'],
      baseline: each.baseline.value,
      candidate: each.candidate.value,
      ratio: each.ratio.value,
      low: each.ratio.low,
      high: each.ratio.high,
      verdict: unsure ? 'inconclusive' : each.verdict,
      reason: unsure
        ? `${each.verdict} here alone, but not sure among ${looks} batch sizes and scenarios`
        : each.reason,
    }
  })
}

/**
 * Better means that a metric which makes the claim is better and none that can refute it is worse.
 *
 * @returns `inconclusive` where nothing was compared, or where nothing is better and a metric that makes the claim is undecided.
 */
export function metricDelta(evidence: readonly Pick<MetricEvidence, 'role' | 'verdict'>[]): MetricDelta {
  const makes = evidence.filter(({ role }) => role === 'decides' || role === 'supports')
  const refutes = evidence.filter(({ role }) => role === 'decides' || role === 'guards')
  if (refutes.some(({ verdict }) => verdict === 'worse')) return 'not_better'
  if (makes.some(({ verdict }) => verdict === 'better')) return 'better'
  return makes.length === 0 || makes.some(({ verdict }) => verdict === 'inconclusive') ? 'inconclusive' : 'not_better'
}
