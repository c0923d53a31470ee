import { type ExplicitDecode, readExplicitDecode } from '@sagellm-benchmark/probes'

/** What does not hold, by a name for programs and a sentence for people. */
export type Finding = { readonly code: string; readonly message: string }

/** What an engine says of its decoding in `/info`. */
export type DecodeState = {
  readonly featureGates: ExplicitDecode['gates']
  readonly stepRecords: number
  readonly batchSizes: readonly number[]
  readonly selectedImplementations: readonly string[]
  readonly selectedOperatorPacks: readonly string[]
  /** The runtime diagnostics of each engine, as it gives them. */
  readonly runtimeDiagnostics: readonly Readonly<Record<string, unknown>>[]
}

/** The feature whose gate is looked at: an engine may have others. */
const NATIVE_DECODE = 'runtime.native_decode.v1'

/** The decoding that an `/info` shows; `without` leaves the steps of an earlier `/info` out. */
export function decodeState(info: unknown, without: unknown = null): DecodeState {
  const { gates, steps, diagnostics } = readExplicitDecode(info)
  const earlier = new Set(readExplicitDecode(without).steps.map(({ key }) => key))
  const own = steps.filter(({ key }) => !earlier.has(key))
  const sizes = own.flatMap(({ batchSize }) => (batchSize !== null && batchSize > 0 ? [batchSize] : []))
  const distinct = (names: readonly (string | null)[]) => [...new Set(names.filter((name) => name !== null))].sort()
  return {
    featureGates: gates,
    stepRecords: own.length,
    batchSizes: [...new Set(sizes)].sort((a, b) => a - b),
    selectedImplementations: distinct(own.map(({ implementation }) => implementation)),
    selectedOperatorPacks: distinct(own.map(({ operatorPack }) => operatorPack)),
    runtimeDiagnostics: diagnostics.map(({ summary }) => summary),
  }
}

/**
 * Why an engine's explicit decode cannot be relied on; empty where it is on by default and in fact, not switched off, and shows
 * diagnostics and decode steps. Several engines behind a gateway must all be so.
 */
export function featureGateFindings({ featureGates, stepRecords, runtimeDiagnostics }: DecodeState): Finding[] {
  if (featureGates.length === 0)
    return [
      {
        code: 'feature_gate_missing',
        message: '/info has no performance_mainline.explicit_decode with its feature_gate',
      },
    ]
  const findings: Finding[] = []
  const find = (holds: boolean, code: string, message: string) => void (holds || findings.push({ code, message }))
  const gates = (holds: (gate: DecodeState['featureGates'][number]) => boolean) => featureGates.every(holds)
  const other = featureGates.find(({ featureId }) => featureId !== null && featureId !== NATIVE_DECODE)
  find(
    other === undefined,
    'feature_gate_other',
    `feature_gate.feature_id is ${other?.featureId}, not ${NATIVE_DECODE}`,
  )
  find(
    gates(({ defaultEnabled }) => defaultEnabled === true),
    'feature_gate_not_default',
    'feature_gate.default_enabled is not true',
  )
  find(
    gates(({ enabled }) => enabled === true),
    'feature_gate_off',
    'feature_gate.enabled is not true',
  )
  find(
    gates(({ killSwitchActive }) => killSwitchActive === false),
    'kill_switch_active',
    'feature_gate.kill_switch_active is not false',
  )
  const diagnosed = runtimeDiagnostics.some((summary) => Object.keys(summary).length > 0)
  find(diagnosed, 'runtime_diagnostics_missing', 'decode_runtime_diagnostics.summary is empty')
  find(stepRecords > 0, 'step_telemetry_missing', 'step_telemetry shows no decode step')
  return findings
}
