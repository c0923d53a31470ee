import { resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { coreTelemetryFile, runtimeConsistencyFile } from '@sagellm-benchmark/protocol-types/canonical'
import { readJsonFile } from '../files/read-json-file.js'
import type { DecodeState, Finding } from './decode-state.js'

type Names = readonly string[]

/** How an engine decodes, or is expected to; `null`: the artifact does not say. */
export type ReferenceDecode = {
  /** Of the decode steps. */
  readonly selectedImplementations: Names | null
  readonly selectedOperatorPacks: Names | null
  /** That the runtime diagnostics name for the attention. */
  readonly attentionImplementations: Names | null
  readonly hardwareFamily: string | null
}

/**
 * The decoding of a core telemetry, of the result of an earlier validation, or of the original's reference artifact, which holds what its
 * operators ran for each batch size.
 *
 * @throws BenchError `corrupt_data` for any other file.
 */
export async function readReference(path: string, cwd: string): Promise<ReferenceDecode> {
  const json = await readJsonFile(resolve(cwd, path))
  const version = (json as { schema_version?: unknown } | null)?.schema_version
  if (version === 'core-decode-step-telemetry/v1') {
    const { summary, hardwareFamily } = coreTelemetryFile.parse(json, path)
    const { selectedImplementations, selectedOperatorPacks } = summary
    return { selectedImplementations, selectedOperatorPacks, attentionImplementations: null, hardwareFamily }
  }
  if (version === 'live-runtime-consistency/v1') {
    const { observed, hardwareFamily } = runtimeConsistencyFile.parse(json, path)
    const found = (...fields: string[]) => fields.map((field) => namesIn(observed[field])).find((each) => each) ?? null
    return {
      selectedImplementations: found('selected_implementations', 'core_selected_implementations'),
      selectedOperatorPacks: found('selected_operator_packs', 'core_selected_operator_packs'),
      attentionImplementations: found('attention_implementations', 'attention_selected_implementation'),
      hardwareFamily,
    }
  }
  const operators = operatorsIn(json)
  if (operators !== null) return operators
  throw new BenchError('corrupt_data', `${path} is neither core telemetry nor the result of an earlier validation`, {
    hint: 'give <label>_core_telemetry.json of compare or parity-gate convert-core-telemetry, or <label>_runtime_consistency.json',
  })
}

/** How the engine decoded, in the form of a reference. */
export function observedDecode(decode: DecodeState, hardwareFamily: string | null): ReferenceDecode {
  const { selectedImplementations, selectedOperatorPacks, runtimeDiagnostics } = decode
  const names = runtimeDiagnostics.map(({ attention_selected_implementation: name }) => name)
  const attention = namesIn(names) ?? []
  return {
    selectedImplementations,
    selectedOperatorPacks,
    attentionImplementations: attention.length === 0 ? null : attention,
    hardwareFamily,
  }
}

/** In what an engine decodes otherwise than its reference. What either does not say cannot differ. */
export function referenceFindings(observed: ReferenceDecode, reference: ReferenceDecode): Finding[] {
  const named = (names: Names) => names.join(', ') || 'none'
  const differ = (code: string, what: string, [here, there]: readonly [Names | null, Names | null]): Finding[] => {
    if (here === null || there === null || named(sorted(here)) === named(sorted(there))) return []
    return [{ code, message: `${what}: ${named(here)}; of the reference: ${named(there)}` }]
  }
  const both = <Field extends keyof ReferenceDecode>(field: Field) => [observed[field], reference[field]] as const
  const [family, otherFamily] = both('hardwareFamily')
  return [
    ...differ('hardware_family_differs', 'hardware family', [namesIn(family), namesIn(otherFamily)]),
    ...differ('reference_attention_differs', 'implementation of the attention', both('attentionImplementations')),
    ...differ('reference_implementation_differs', 'implementation that decoded', both('selectedImplementations')),
    ...differ('reference_operator_pack_differs', 'operator pack that decoded', both('selectedOperatorPacks')),
  ]
}

/** `{ summary: { "1": { attention_impl, selected_pack } } }`: operators that were measured by themselves, without the steps of an engine. */
function operatorsIn(json: unknown): ReferenceDecode | null {
  const summary = (json as { summary?: unknown } | null)?.summary
  if (typeof summary !== 'object' || summary === null) return null
  const entries = Object.entries(summary).flatMap(([size, entry]) =>
    /^\d+$/.test(size) && typeof entry === 'object' && entry !== null ? [entry as Record<string, unknown>] : [],
  )
  if (entries.length === 0) return null
  const known = (field: string) => {
    const names = namesIn(entries.map((entry) => entry[field])) ?? []
    return names.length === 0 ? null : names
  }
  return {
    selectedImplementations: null,
    selectedOperatorPacks: known('selected_pack'),
    attentionImplementations: known('attention_impl'),
    hardwareFamily: null,
  }
}

/** A list of names, or one name, without repetitions; `null` for anything else. */
function namesIn(value: unknown): string[] | null {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return null
  return sorted([...new Set(value.filter((name): name is string => typeof name === 'string'))])
}

function sorted(names: Names): string[] {
  return [...names].sort()
}
