import type { AggregatedMetrics, Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import type { E2eTarget } from './e2e-target.js'
import type { Scenario } from './scenarios.js'

/** Row names of the intervals, and the metrics' names of the same figures. */
const intervalNames = {
  ttft_ms: 'avg_ttft_ms',
  tbt_ms: 'avg_tbt_ms',
  throughput_tps: 'avg_throughput_tps',
  output_throughput_tps: 'output_throughput_tps',
  request_throughput_rps: 'request_throughput_rps',
} as const

/** One scenario at one batch size, from its metrics. */
export function e2eRow(target: E2eTarget, scenario: Scenario, metrics: AggregatedMetrics): E2ePerfRow {
  const { successfulRequests: answered } = metrics
  const each = (total: number | null) => (total === null || answered === 0 ? null : Math.round(total / answered))
  const intervals: Record<string, Interval> = {}
  for (const [ours, theirs] of Object.entries(intervalNames)) {
    const interval = metrics.intervals[theirs]
    if (interval) intervals[ours] = interval
  }
  return {
    model: target.model,
    precision: target.precision,
    scenario: scenario.name,
    batchSize: scenario.batchSize,
    ttftMs: metrics.avgTtftMs,
    tbtMs: metrics.avgTbtMs,
    throughputTps: metrics.avgThroughputTps,
    latencyP50Ms: metrics.p50E2elMs,
    latencyP95Ms: metrics.p95E2elMs,
    latencyP99Ms: metrics.p99E2elMs,
    memoryMb: metrics.peakMemMb,
    mode: target.mode,
    effectiveModel: target.effectiveModel,
    effectivePrecision: target.effectivePrecision,
    successfulRequests: answered,
    failedRequests: metrics.failedRequests,
    outputThroughputTps: metrics.outputThroughputTps,
    requestThroughputRps: metrics.requestThroughputRps,
    requestedPromptTokens: scenario.requestedPromptTokens,
    promptTokens: each(metrics.totalInputTokens),
    requestedOutputTokens: scenario.requestedOutputTokens,
    outputTokens: each(metrics.totalOutputTokens),
    rounds: metrics.rounds,
    intervals,
    simulated: target.open.client.identity.simulated,
    flags: [...new Set([...metrics.flags, ...target.flags, ...(scenario.clamped ? ['clamped'] : [])])],
  }
}
