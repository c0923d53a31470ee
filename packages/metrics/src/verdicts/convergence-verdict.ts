import type { ComparisonVerdict, ValidationFile } from '@sagellm-benchmark/protocol-types/comparison'
import type { ClaimEvidence } from '@sagellm-benchmark/protocol-types/evidence'

type ClaimVerdict = ValidationFile['verdicts'][number]

/** How the metrics of a target moved against the baseline, all together. */
export type MetricDelta = 'better' | 'not_better' | 'inconclusive'

export type ConvergenceInput = {
  readonly target: string
  /** Of this target against the baseline, all batch sizes. */
  readonly verdicts: readonly ComparisonVerdict[]
  /** `null` where no probe looked for it. */
  readonly evidence: ClaimEvidence | null
  readonly claim: ClaimEvidence['claim']
}

/**
 * The verdict on one claim about one target, from metric delta and path evidence together: neither alone is enough.
 *
 * Better means that some metric is better and none worse; a trade of one for another is not better. Shared batching can only
 * show where requests are batched, so that claim looks at batch sizes from 2.
 *
 * @example convergenceVerdict({ target: 'b', claim, verdicts, evidence }).verdict // 'wired_not_performant'
 */
export function convergenceVerdict({ target, claim, verdicts, evidence }: ConvergenceInput): ClaimVerdict {
  const batched = claim === 'shared_stream_concurrent_batching'
  const relevant = verdicts.filter((each) => each.target === target && (!batched || (each.batchSize ?? 0) >= 2))
  const delta = metricDelta(relevant)
  const gaps = [...metricGaps(relevant, delta), ...pathGaps(evidence)]
  return {
    target,
    claim,
    verdict: verdictOf(delta, evidence?.evidence ?? 'missing_probes'),
    metricEvidence: relevant.map(describeMetric),
    pathEvidence: (evidence?.items ?? []).map(
      ({ kind, source, alternative, count, note }) =>
        `${kind}: ${alternative} x ${count} (${source})${note ? `, ${note}` : ''}`,
    ),
    gaps: [...new Set(gaps)],
  }
}

/** @returns `inconclusive` for no verdict at all. */
export function metricDelta(verdicts: readonly Pick<ComparisonVerdict, 'verdict'>[]): MetricDelta {
  const has = (verdict: ComparisonVerdict['verdict']) => verdicts.some((each) => each.verdict === verdict)
  if (has('worse')) return 'not_better'
  if (has('better')) return 'better'
  return verdicts.length === 0 || has('inconclusive') ? 'inconclusive' : 'not_better'
}

function verdictOf(delta: MetricDelta, evidence: ClaimEvidence['evidence']): ClaimVerdict['verdict'] {
  if (delta === 'inconclusive' || evidence === 'missing_probes') return 'insufficient_evidence'
  if (delta === 'better') return evidence === 'yes' ? 'converged' : 'performance_observation_only'
  return evidence === 'yes' ? 'wired_not_performant' : 'not_converged'
}

function metricGaps(verdicts: readonly ComparisonVerdict[], delta: MetricDelta): string[] {
  if (delta !== 'inconclusive') return []
  if (verdicts.length === 0) return ['missing_metric_comparison']
  return verdicts
    .filter(({ verdict }) => verdict === 'inconclusive')
    .map(
      ({ metric, batchSize }) =>
        `inconclusive_metric_delta: ${metric}${batchSize === null ? '' : ` at batch size ${batchSize}`}`,
    )
}

function pathGaps(evidence: ClaimEvidence | null): readonly string[] {
  if (evidence === null) return ['missing_path_probes']
  if (evidence.evidence === 'missing_probes' && evidence.gaps.length === 0) return ['missing_path_probes']
  return evidence.gaps
}

function describeMetric({ metric, batchSize, ratio, verdict, reason }: ComparisonVerdict): string {
  const where = batchSize === null ? '' : ` at batch size ${batchSize}`
  const interval =
    ratio.low === null || ratio.high === null ? '' : ` (${ratio.low.toFixed(3)} to ${ratio.high.toFixed(3)})`
  const size = ratio.value === null ? '' : `, ratio ${ratio.value.toFixed(3)}${interval}`
  return `${metric}${where}: ${verdict}${size}${reason ? `; ${reason}` : ''}`
}
