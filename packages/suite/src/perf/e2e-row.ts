import type { AggregatedMetrics, CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { byMetricName, rowValues } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import type { E2eTarget } from './e2e-target.js'
import type { Scenario } from './scenarios.js'

export type RowFacts = {
  readonly scenario: Scenario
  readonly metrics: AggregatedMetrics
  /** The calibration that the client was judged by; `null`: none. */
  readonly calibration: CalibrationFile | null
}

/** One scenario under one load, from its metrics. */
export function e2eRow(target: E2eTarget, { scenario, metrics, calibration }: RowFacts): E2ePerfRow {
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
    engineFigures: metrics.engineFigures,
    thresholds: metrics.thresholds,
    starts: [],
    transport: target.open.client.identity.transport,
    stampSource: target.open.client.identity.stampSource,
    simulated: target.open.client.identity.simulated,
    flags: [...new Set([...metrics.flags, ...target.flags])],
    saturationReasons: saturationReasons(metrics, calibration),
  }
}

/** Why the client was at its limit. Where that is a calibration: the load it was made at, and how to leave it out. */
export function saturationReasons(
  { clientOverhead }: Pick<AggregatedMetrics, 'clientOverhead'>,
  calibration: CalibrationFile | null,
): string[] {
  if (!clientOverhead?.clientSaturated) return []
  const { reasons, calibrationErrorP99Ms } = clientOverhead
  const step = calibration?.steps.find(({ errorP99Ms }) => errorP99Ms === calibrationErrorP99Ms)
  return reasons.map((reason) =>
    step && reason.startsWith('calibrated stamp error')
      ? `${reason}, as calibrated with ${step.streams} ${step.streams === 1 ? 'stream' : 'streams'}; calibrate again in a quiet moment, or leave it out with --no-calibration`
      : reason,
  )
}
