import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Metric } from '@sagellm-benchmark/protocol-types/metrics'
import { type Evidence, evidenceOf, objectionToAll, objectionToMetric } from '../evidence/index.js'

/** Why a run allows no verdict on a metric, by the rules of comparisons, the client's own limits apart; `null`: it does. */
export function objectionTo(metric: Metric, metrics: AggregatedMetrics): string | null {
  const sides = { baseline: evidenceOf({ name: 'this run' }), candidate: evidenceOfRun(metrics) }
  const context = { sharedBatch: (metrics.peakConcurrency ?? 2) > 1, oneEngine: false }
  const needs = { needsPrefill: metric.needsPrefill, needsTbt: metric.needsTbt ?? false, needsLength: false }
  return (objectionToAll(sides, context) ?? objectionToMetric(needs, sides, context))?.reason ?? null
}

function evidenceOfRun(metrics: AggregatedMetrics): Evidence {
  const { loadNotKept, flags } = metrics
  return evidenceOf({
    name: 'this run',
    requests: metrics.totalRequests,
    failed: metrics.failedRequests,
    loadNotKept: loadNotKept.length > 0 ? loadNotKept.join(', ') : null,
    enginesChanged: flags.includes('engines_changed') ? { before: null, after: null } : null,
    cacheContaminated: flags.includes('cache_contaminated'),
    tbt: { unusable: metrics.tbtUnusableShare, heldBack: flags.includes('stream_held_back') },
  })
}

/** What a client at its limit does to a metric: `nothing`, `worsens` it (stamps are late), or `changes` it either way. */
export function clientLimit(
  metric: Metric,
  { clientOverhead }: AggregatedMetrics,
): { readonly effect: 'nothing' | 'worsens' | 'changes'; readonly reason: string } {
  const reason = `the client was at its limit (${clientOverhead?.reasons.join(', ')})`
  // Failures, states and counters of an engine do not depend on when a stamp is taken.
  const ofTime = metric.of === 'latency' || metric.needsPrefill || metric.needsTbt === true
  if (!clientOverhead?.clientSaturated || !ofTime) return { effect: 'nothing', reason }
  // A first token that is stamped late makes the time between tokens shorter.
  const between = metric.needsTbt === true || metric.wire === 'itl_ms'
  return { effect: between ? 'changes' : 'worsens', reason }
}
