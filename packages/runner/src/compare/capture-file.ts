import { summariseRows } from '@sagellm-benchmark/metrics'
import { gateOf, judgeThresholds } from '@sagellm-benchmark/metrics/thresholds'
import type { CapturedCell, CaptureFile, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { byMetricName, rowValues } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { type FlagName, flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import type { CellTally } from './cell-tally.js'

/** `<label>.json`: one row a cell, as the original wrote them, and the capture that an offline comparison needs. */
export function captureFileOf(capture: TargetCapture, tallies: readonly CellTally[]): CaptureFile {
  const rows = tallies.map((tally, at) => rowOf(tally, capture, capture.cells[at] ?? null))
  return {
    schemaVersion: 1,
    kind: 'e2e',
    simulate: false,
    mode: 'live-compare',
    label: capture.label,
    url: capture.url,
    models: [capture.requestedModel ?? capture.model ?? 'unknown'],
    batchSizes: capture.plan?.batchSizes ?? [],
    precisions: ['live'],
    summary: summariseRows(rows),
    rows,
    createdAt: capture.startedAt,
    toolVersion: null,
    machine: null,
    machineId: capture.clientMachine,
    seed: capture.plan?.seed ?? null,
    restarts: null,
    restarted: null,
    serverCounters: capture.serverCounters,
    notices: capture.notices,
    command: null,
    capture,
  }
}

function rowOf(tally: CellTally, capture: TargetCapture, captured: CapturedCell | null): E2ePerfRow {
  const { cell } = tally
  const metrics = tally.metrics()
  const promptTokens = tally.meanPromptTokens()
  const outputTokens = tally.outputTokens()
  const scenario = capture.plan?.scenarios.find((each) => each.name === cell.scenario)
  const contaminated = captured?.cache?.verdict === 'contaminated'
  const clamped = scenario != null && (scenario.requestedPromptTokens ?? scenario.requestedOutputTokens) !== null
  return {
    model: capture.requestedModel ?? capture.model ?? 'unknown',
    precision: 'live',
    scenario: cell.name,
    batchSize: cell.batchSize,
    load: cell.load,
    ...rowValues('row', metrics),
    latencyP50Ms: metrics.p50E2elMs,
    latencyP95Ms: metrics.p95E2elMs,
    latencyP99Ms: metrics.p99E2elMs,
    memoryMb: null,
    memoryNote: null,
    mode: 'live',
    effectiveModel: capture.model,
    effectivePrecision: capture.precision,
    successfulRequests: metrics.successfulRequests,
    failedRequests: metrics.failedRequests,
    requestedPromptTokens: scenario?.requestedPromptTokens ?? scenario?.promptTokens ?? null,
    promptTokens: promptTokens === null ? null : Math.round(promptTokens),
    requestedOutputTokens: scenario?.requestedOutputTokens ?? scenario?.outputTokens ?? null,
    outputTokens: outputTokens && Math.round(outputTokens.mean),
    rounds: tally.rounds().rounds.length,
    tbtUnusableShare: metrics.tbtUnusableShare,
    saturationReasons: metrics.clientOverhead?.clientSaturated ? metrics.clientOverhead.reasons : [],
    intervals: byMetricName('row', metrics.intervals),
    serverCounters: null,
    engineFigures: metrics.engineFigures,
    thresholds: capture.plan ? judgeThresholds(gateOf(capture.plan), metrics) : [],
    starts: [],
    transport: capture.client?.transport ?? null,
    stampSource: capture.client?.stampSource ?? null,
    simulated: capture.simulated,
    flags: [
      ...new Set<FlagName>([...metrics.flags, ...flagsWhere({ cache_contaminated: contaminated, clamped: clamped })]),
    ],
  }
}
