import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { ClaimVerdict, MetricEvidence, PathEvidence } from '@sagellm-benchmark/protocol-types/validation'
import type { ClaimEvidence } from '@sagellm-benchmark/protocol-types/evidence'
import { claimMetrics } from './claim-metrics.js'
import { type MetricDelta, metricDelta, metricEvidence } from './metric-evidence.js'

export type ConvergenceInput = {
  readonly target: string
  /** Of this target against the baseline, all batch sizes. */
  readonly verdicts: readonly ComparisonVerdict[]
  /** `null` where no probe looked for it. */
  readonly evidence: ClaimEvidence | null
  /** The same claim's evidence in the baseline; `null` where no probe looked for it. @default null */
  readonly baselineEvidence?: ClaimEvidence | null
  readonly claim: ClaimEvidence['claim']
}

/**
 * The verdict on one claim about one target, from metric delta and path evidence together: neither alone is enough. Evidence of any
 * kind needs the log: without it nothing is concluded. A gain over a baseline that took the same path does not come from the path;
 * over one of which that is not known, it may not. Which metrics make or refute a claim is in `claimMetrics`.
 *
 * @example convergenceVerdict({ target: 'b', claim, verdicts, evidence }).verdict // 'wired_not_performant'
 */
export function convergenceVerdict({
  target,
  claim,
  verdicts,
  evidence,
  baselineEvidence = null,
}: ConvergenceInput): ClaimVerdict {
  const metrics = metricEvidence(
    verdicts.filter((each) => each.target === target),
    claimMetrics[claim],
  )
  const delta = metricDelta(metrics)
  const pathSeen = evidence?.evidence ?? 'missing_probes'
  const pathSeenInBaseline = baselineEvidence?.evidence ?? 'missing_probes'
  const probed = pathSeen !== 'missing_probes' && !(evidence?.gaps ?? []).includes('missing_log_probe')
  const facts: Facts = { delta, probed, pathSeen, pathSeenInBaseline }
  const gaps = [...metricGaps(metrics, delta), ...pathGaps(evidence), ...baselineGaps(facts)]
  return {
    target,
    claim,
    verdict: verdictOf(facts),
    reason: `${[metricSentence(metrics, delta), pathSentence(evidence), ...attribution(facts)].join('; ')}.`,
    metricDelta: delta,
    pathSeen,
    pathSeenInBaseline,
    metricEvidence: metrics,
    pathEvidence: (evidence?.items ?? []).map(
      ({ examples, ...item }): PathEvidence => ({ ...item, example: examples[0] ?? null }),
    ),
    gaps: [...new Set(gaps)],
  }
}

type Facts = {
  readonly delta: MetricDelta
  /** Whether the log, where an engine says what it ran, was read. */
  readonly probed: boolean
  readonly pathSeen: ClaimEvidence['evidence']
  readonly pathSeenInBaseline: ClaimEvidence['evidence']
}

function verdictOf(facts: Facts): ClaimVerdict['verdict'] {
  const { delta, probed, pathSeen, pathSeenInBaseline } = facts
  if (delta === 'inconclusive' || !probed) return 'insufficient_evidence'
  if (delta === 'not_better') return pathSeen === 'yes' ? 'wired_not_performant' : 'not_converged'
  if (pathSeen !== 'yes' || pathSeenInBaseline === 'yes') return 'performance_observation_only'
  return isBaselineUnknown(facts) ? 'insufficient_evidence' : 'converged'
}

/** Whether the gain would be the path's if only the baseline's path were known. */
function isBaselineUnknown({ delta, pathSeen, pathSeenInBaseline }: Facts): boolean {
  return delta === 'better' && pathSeen === 'yes' && pathSeenInBaseline === 'missing_probes'
}

function baselineGaps(facts: Facts): string[] {
  return isBaselineUnknown(facts) ? ['missing_baseline_path_probes'] : []
}

/** Whether a gain can be that of the path, where the path was seen. */
function attribution(facts: Facts): string[] {
  const { delta, probed, pathSeen, pathSeenInBaseline } = facts
  if (pathSeen !== 'yes') return []
  if (!probed) return ['without the log of the target nothing is concluded from it']
  if (delta !== 'better') return []
  if (pathSeenInBaseline === 'yes') return ['the baseline took the same path, so the difference comes from elsewhere']
  return isBaselineUnknown(facts) ? ['whether the baseline took it too is not known'] : []
}

function metricGaps(metrics: readonly MetricEvidence[], delta: MetricDelta): string[] {
  if (delta !== 'inconclusive') return []
  if (metrics.length === 0) return ['missing_metric_comparison']
  return metrics
    .filter(({ verdict, role }) => verdict === 'inconclusive' && (role === 'decides' || role === 'supports'))
    .map((each) => `inconclusive_metric_delta: ${nameOf(each)}`)
}

function pathGaps(evidence: ClaimEvidence | null): readonly string[] {
  if (evidence === null) return ['missing_path_probes']
  if (evidence.evidence === 'missing_probes' && evidence.gaps.length === 0) return ['missing_path_probes']
  return evidence.gaps
}

function metricSentence(metrics: readonly MetricEvidence[], delta: MetricDelta): string {
  const those = (verdict: MetricEvidence['verdict'], ...roles: MetricEvidence['role'][]) =>
    metrics.filter((each) => each.verdict === verdict && roles.includes(each.role)).map(nameOf)
  const refuted = those('worse', 'decides', 'guards')
  if (refuted.length > 0) return `${listed(refuted)} got worse`
  if (delta === 'better') {
    const price = those('worse', 'supports', 'reported')
    const better = `${listed(those('better', 'decides', 'supports'))} got better`
    return price.length > 0 ? `${better}, at the price of ${listed(price)}` : better
  }
  if (metrics.length === 0) return 'nothing was compared at a batch size that could show it'
  if (delta === 'inconclusive') return `${listed(those('inconclusive', 'decides', 'supports'))} could not be decided`
  const differs = those('differs', 'decides', 'supports')
  if (differs.length > 0) return `${listed(differs)} differs, but not by more than the margin as far as is shown`
  return 'no metric that could show it got better'
}

function pathSentence(evidence: ClaimEvidence | null): string {
  const items = evidence?.items ?? []
  if (evidence?.evidence === 'yes') return `the path was seen during the run: ${places(items, 'path')}`
  if (items.some(({ kind }) => kind === 'fallback')) return `only the fallback was seen: ${places(items, 'fallback')}`
  if (evidence?.evidence === 'none') return 'everything that could show the path was read, and none of it did'
  return 'what could show the path was not all read'
}

/** Several markers may stand in one line, so the commonest of each source is reported and nothing is added up. */
function places(items: ClaimEvidence['items'], kind: PathEvidence['kind']): string {
  const counts = new Map<string, number>()
  for (const each of items) {
    if (each.kind === kind) counts.set(each.source, Math.max(each.count, counts.get(each.source) ?? 0))
  }
  return [...counts].map(([source, count]) => `${source} ${count} times`).join(', ')
}

function nameOf({ metric, batchSize, load, scenario }: MetricEvidence): string {
  const under = batchSize === null ? load && `under ${load}` : `at batch size ${batchSize}`
  const where = [under, scenario === null ? '' : `(${scenario})`]
  return [metric, ...where].filter(Boolean).join(' ')
}

const SHOWN = 4

function listed(names: readonly string[]): string {
  const rest = names.length - SHOWN
  return rest > 1 ? `${names.slice(0, SHOWN).join(', ')} and ${rest} more` : names.join(', ')
}
