import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { MetricEvidence } from '@sagellm-benchmark/protocol-types/validation'
import type { FigureName } from '@sagellm-benchmark/protocol-types/metrics'
import type { ClaimMetrics } from './claim-metrics.js'

/** How the metrics of a target moved against the baseline, all together. */
export type MetricDelta = 'better' | 'not_better' | 'inconclusive'

/**
 * What a comparison says about a claim: its metrics under the loads that can show it. A claim holds when any of its loads and
 * scenarios shows it, which `compareTargets` accounts for where their number is given (`families`).
 *
 * @param verdicts - of one target against the baseline.
 */
export function metricEvidence(
  verdicts: readonly ComparisonVerdict[],
  { batchFrom, roles }: ClaimMetrics,
): MetricEvidence[] {
  return verdicts.flatMap((each): MetricEvidence[] => {
    const role = roles[each.metric as FigureName]
    if (role === undefined || inFlightOf(each) < batchFrom) return []
    return [
      {
        metric: each.metric,
        batchSize: each.batchSize,
        load: each.load,
        scenario: each.scenario,
        role,
        baseline: each.baseline.value,
        candidate: each.candidate.value,
        ratio: each.ratio.value,
        low: each.ratio.low,
        high: each.ratio.high,
        verdict: each.verdict,
        reason: each.reason,
      },
    ]
  })
}

/** Requests that were in flight together; without a bound where arrivals decide, and as few as can be where nothing is known. */
function inFlightOf({ inFlight, batchSize, load }: ComparisonVerdict): number {
  return inFlight ?? batchSize ?? (load === null ? 1 : Number.POSITIVE_INFINITY)
}

/**
 * Better means that a metric which makes the claim is better and none that can refute it is worse. A difference that is not shown to be
 * beyond the margin (`differs`) is not better.
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
