import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { levelText, type OnUndecided, type ThresholdFinding } from '@sagellm-benchmark/protocol-types/thresholds'
import type { Gate } from './gate.js'
import { judgeThreshold } from './judge-threshold.js'

/** A share or rate of good requests: it says how many must keep the limits on each. */
const countsGood: readonly string[] = ['slo_attainment', 'goodput_rps']

/**
 * Holds a run against every limit of a gate. Limits on each request are counted together, over the requests of this run: one that missed
 * any of them, or failed, breaks them. Where a threshold on `slo_attainment` or `goodput` stands beside them, that one judges.
 *
 * @param metrics - made with the service levels of `eachRequest`, which it counts; those of `--goodput` count too.
 */
export function judgeThresholds(
  { thresholds, eachRequest = [], onUndecided = 'fail' }: Gate,
  metrics: AggregatedMetrics,
): ThresholdFinding[] {
  const findings = thresholds.map((threshold) => judgeThreshold(threshold, metrics, { onUndecided }))
  const counted = thresholds.some(({ figure }) => countsGood.includes(figure))
  if (eachRequest.length === 0 || counted) return findings
  return [...findings, everyRequest(metrics, onUndecided)]
}

function everyRequest(metrics: AggregatedMetrics, onUndecided: OnUndecided): ThresholdFinding {
  const judged = judgeThreshold({ figure: 'slo_attainment', sign: '>=', limit: 1 }, metrics, { onUndecided })
  // Every service level of the run was counted, those of --goodput too.
  const finding = { ...judged, threshold: metrics.serviceLevels.map(levelText).join(', ') }
  const unjudged = metrics.unjudgedRequests ?? 0
  if (finding.verdict === 'fails') return { ...finding, reason: 'not every request of this run kept it' }
  if (finding.verdict !== 'holds' || unjudged === 0) return finding
  const reason = `${unjudged} requests could not be judged`
  return { ...finding, verdict: 'undecided', passed: onUndecided === 'pass', reason }
}
