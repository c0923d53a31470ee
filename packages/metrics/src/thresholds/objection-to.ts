import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Metric } from '@sagellm-benchmark/protocol-types/metrics'
import { type Evidence, evidenceOf, objectionToAll, objectionToMetric } from '../evidence/index.js'

/** Why a run allows no verdict on a metric, by the rules of comparisons; `null`: it does. */
export function objectionTo(metric: Metric, metrics: AggregatedMetrics): string | null {
  const sides = { baseline: evidenceOf({ name: 'this run' }), candidate: evidenceOfRun(metrics) }
  const context = { sharedBatch: (metrics.peakConcurrency ?? 2) > 1, oneEngine: false }
  const needs = { needsPrefill: metric.needsPrefill, needsTbt: metric.needsTbt ?? false, needsLength: false }
  return (objectionToAll(sides, context) ?? objectionToMetric(needs, sides, context))?.reason ?? null
}

function evidenceOfRun(metrics: AggregatedMetrics): Evidence {
  const { clientOverhead: client, loadNotKept, flags } = metrics
  return evidenceOf({
    name: 'this run',
    requests: metrics.totalRequests,
    failed: metrics.failedRequests,
    clientLimit: client?.clientSaturated ? client.reasons.join(', ') : null,
    loadNotKept: loadNotKept.length > 0 ? loadNotKept.join(', ') : null,
    enginesChanged: flags.includes('engines_changed') ? { before: null, after: null } : null,
    cacheContaminated: flags.includes('cache_contaminated'),
    tbt: { unusable: metrics.tbtUnusableShare, heldBack: flags.includes('stream_held_back') },
  })
}
