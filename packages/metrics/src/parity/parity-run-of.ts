import type { CoreDecodeTelemetry, ParityRun, ParityScenario } from '@sagellm-benchmark/protocol-types/canonical'
import type { E2ePerfFile } from '@sagellm-benchmark/protocol-types/performance'

export type ParityRunOptions = {
  readonly label?: string | undefined
  readonly hardwareFamily?: string | null
  /** The decode steps of the same measurement. @default none: the gate then misses step evidence */
  readonly telemetry?: CoreDecodeTelemetry | null
}

/** Implementations that stand in for one that should have run. */
const fallback = /fallback/i

/** What an end-to-end file brings to the gate. A share of correct answers is the share that succeeded; what nobody observed is `null`. */
export function parityRunOf(
  file: E2ePerfFile,
  { label, hardwareFamily = null, telemetry = null }: ParityRunOptions = {},
): ParityRun {
  const name = label ?? file.label ?? 'candidate'
  return {
    schemaVersion: 'parity-run/v1',
    label: name,
    engineFamily: name.startsWith('sagellm') ? 'native' : 'third-party',
    hardwareFamily: hardwareFamily ?? telemetry?.hardwareFamily ?? null,
    model: file.rows[0]?.effectiveModel ?? file.rows[0]?.model ?? file.models[0] ?? 'unknown',
    scenarios: file.rows.flatMap((row) => (row.batchSize === null ? [] : [scenarioOf(row, row.batchSize, telemetry)])),
  }
}

function scenarioOf(
  row: E2ePerfFile['rows'][number],
  batchSize: number,
  telemetry: CoreDecodeTelemetry | null,
): ParityScenario {
  const { successfulRequests: ok, failedRequests: failed } = row
  const all = ok === null || failed === null ? 0 : ok + failed
  const steps = telemetry?.stepTelemetry.filter((step) => step.batchSize === batchSize) ?? []
  const fallen = steps.filter((step) => fallback.test(step.selectedImplementation)).length
  return {
    scenarioName: row.scenario.endsWith(`_b${batchSize}`) ? row.scenario : `${row.scenario}_b${batchSize}`,
    batchSize,
    avgTbtMs: row.tbtMs,
    outputThroughputTps: row.outputThroughputTps,
    correctnessPassRate: all === 0 ? null : (ok as number) / all,
    fallbackRate: steps.length === 0 ? null : fallen / steps.length,
    hasStepEvidence: steps.length > 0,
    hasFallbackEvidence: steps.length > 0,
    capabilityGaps: [],
  }
}
