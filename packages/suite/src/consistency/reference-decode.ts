import { resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { coreTelemetryFile, runtimeConsistencyFile } from '@sagellm-benchmark/protocol-types/canonical'
import { readJsonFile } from '../files/read-json-file.js'
import type { DecodeState, Finding } from './decode-state.js'

/** What an earlier artifact says of the decoding that is expected. */
export type ReferenceDecode = Pick<DecodeState, 'selectedImplementations' | 'selectedOperatorPacks'> & {
  readonly hardwareFamily: string | null
  readonly model: string | null
}

/**
 * The decoding of a core telemetry, or of the result of an earlier validation.
 *
 * @throws BenchError `corrupt_data` for any other file.
 */
export async function readReference(path: string, cwd: string): Promise<ReferenceDecode> {
  const json = await readJsonFile(resolve(cwd, path))
  const version = (json as { schema_version?: unknown } | null)?.schema_version
  if (version === 'core-decode-step-telemetry/v1') {
    const { summary, hardwareFamily, model } = coreTelemetryFile.parse(json, path)
    const { selectedImplementations, selectedOperatorPacks } = summary
    return { selectedImplementations, selectedOperatorPacks, hardwareFamily, model }
  }
  if (version === 'live-runtime-consistency/v1') {
    const { observed, hardwareFamily, model } = runtimeConsistencyFile.parse(json, path)
    return {
      selectedImplementations: namesIn(observed['selected_implementations']),
      selectedOperatorPacks: namesIn(observed['selected_operator_packs']),
      hardwareFamily,
      model,
    }
  }
  throw new BenchError('corrupt_data', `${path} is neither core telemetry nor the result of an earlier validation`, {
    hint: 'give <label>_core_telemetry.json of parity-gate convert-core-telemetry, or <label>_runtime_consistency.json',
  })
}

/** In what an engine decodes otherwise than its reference. */
export function referenceFindings(
  observed: Omit<ReferenceDecode, 'model'>,
  reference: Omit<ReferenceDecode, 'model'>,
): Finding[] {
  const named = (names: readonly string[]) => names.join(', ') || 'none'
  const differ = (
    code: string,
    what: string,
    [here, there]: readonly [readonly string[], readonly string[]],
  ): Finding[] =>
    named([...here].sort()) === named([...there].sort())
      ? []
      : [{ code, message: `${what}: ${named(here)}; of the reference: ${named(there)}` }]
  const family = ({ hardwareFamily }: Pick<ReferenceDecode, 'hardwareFamily'>) =>
    hardwareFamily === null ? [] : [hardwareFamily]
  const both = observed.hardwareFamily !== null && reference.hardwareFamily !== null
  return [
    ...(both ? differ('hardware_family_differs', 'hardware family', [family(observed), family(reference)]) : []),
    ...differ('reference_implementation_differs', 'implementation that decoded', [
      observed.selectedImplementations,
      reference.selectedImplementations,
    ]),
    ...differ('reference_operator_pack_differs', 'operator pack that decoded', [
      observed.selectedOperatorPacks,
      reference.selectedOperatorPacks,
    ]),
  ]
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
}
