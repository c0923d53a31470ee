import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { byMetricName, rowValues } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import type { E2eTarget } from './e2e-target.js'
import type { Scenario } from './scenarios.js'

/** One scenario under one load, from its metrics. */
export function e2eRow(target: E2eTarget, scenario: Scenario, metrics: AggregatedMetrics): E2ePerfRow {
  const { successfulRequests: answered } = metrics
  const each = (total: number | null) => (total === null || answered === 0 ? null : Math.round(total / answered))
  return {
    model: target.model,
    precision: target.precision,
    scenario: scenario.name,
    batchSize: scenario.batchSize,
    load: scenario.load,
    ...rowValues('row', metrics),
    latencyP50Ms: metrics.p50E2elMs,
    latencyP95Ms: metrics.p95E2elMs,
    latencyP99Ms: metrics.p99E2elMs,
    memoryMb: metrics.peakMemMb,
    memoryNote: metrics.peakMemNote,
    mode: target.mode,
    effectiveModel: target.effectiveModel,
    effectivePrecision: target.effectivePrecision,
    successfulRequests: answered,
    failedRequests: metrics.failedRequests,
    requestedPromptTokens: scenario.requestedPromptTokens,
    promptTokens: each(metrics.totalInputTokens),
    requestedOutputTokens: scenario.requestedOutputTokens,
    outputTokens: each(metrics.totalOutputTokens),
    rounds: metrics.rounds,
    tbtUnusableShare: metrics.tbtUnusableShare,
    intervals: byMetricName('row', metrics.intervals),
    serverCounters: metrics.serverCounters,
    engineTimings: metrics.engineTimings,
    simulated: target.open.client.identity.simulated,
    flags: [...new Set([...metrics.flags, ...target.flags])],
  }
}
