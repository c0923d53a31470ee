import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { levelText, type Threshold, type ThresholdFinding } from '@sagellm-benchmark/protocol-types/thresholds'
import type { ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { judgeThreshold } from './judge-threshold.js'

/** What a run must keep. */
export type Gate = {
  readonly thresholds: readonly Threshold[]
  /** Limits that each request must keep, unless a threshold says how many of them must. @default none */
  readonly eachRequest?: readonly ServiceLevel[]
}

/** A share or rate of good requests: it says how many must keep the limits on each. */
const countsGood: readonly string[] = ['slo_attainment', 'goodput_rps']

/**
 * Holds a run against every limit of a gate. Limits on each request are counted together, over the requests of this run: one that missed
 * any of them, or failed, breaks them. Where a threshold on `slo_attainment` or `goodput` stands beside them, that one judges.
 *
 * @param metrics - made with the service levels of `eachRequest`, which they count.
 */
export function judgeThresholds(
  { thresholds, eachRequest = [] }: Gate,
  metrics: AggregatedMetrics,
): ThresholdFinding[] {
  const findings = thresholds.map((threshold) => judgeThreshold(threshold, metrics))
  const counted = thresholds.some(({ figure }) => countsGood.includes(figure))
  if (eachRequest.length === 0 || counted) return findings
  return [...findings, everyRequest(eachRequest, metrics)]
}

function everyRequest(levels: readonly ServiceLevel[], metrics: AggregatedMetrics): ThresholdFinding {
  const finding = judgeThreshold({ figure: 'slo_attainment', sign: '>=', limit: 1 }, metrics)
  const threshold = levels.map(levelText).join(', ')
  const unjudged = metrics.unjudgedRequests ?? 0
  if (finding.verdict === 'fails') return { ...finding, threshold, reason: 'not every request of this run kept it' }
  if (finding.verdict === 'holds' && unjudged > 0)
    return { ...finding, threshold, verdict: 'undecided', reason: `${unjudged} requests could not be judged` }
  return { ...finding, threshold }
}
