import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/** Versions that were validated together for one CANN. */
export type AscendProfile = {
  /** CANN versions it is for begin like this. */
  readonly cann: string
  /** Requirements in the order of their installation: vllm itself belongs to the set. */
  readonly requirements: readonly string[]
}

/** Every validated set, by name; the first is what a machine without a visible CANN gets. */
export const ascendProfiles: Readonly<Record<string, AscendProfile>> = {
  'official-v0.11.0': {
    cann: '8.3',
    requirements: [
      'torch==2.7.1',
      'torch-npu==2.7.1.post1',
      'torchvision==0.22.1',
      'torchaudio==2.7.1',
      'transformers==4.57.1',
      'vllm==0.11.0',
      'vllm-ascend==0.11.0',
    ],
  },
  'official-v0.13.0': {
    cann: '8.5',
    requirements: [
      'torch==2.8.0',
      'torch-npu==2.8.0.post2',
      'torchvision==0.23.0',
      'torchaudio==2.8.0',
      'transformers==4.57.4',
      'vllm==0.13.0',
      'vllm-ascend==0.13.0',
    ],
  },
}

/**
 * The set of versions for a machine.
 *
 * @param wanted - a name, or `auto`.
 * @param cann - version of CANN found on the machine; `null` where none was found.
 * @throws BenchError `invalid_argument` for a CANN that no set was validated for.
 */
export function chooseProfile(
  wanted: string,
  cann: string | null,
): { readonly name: string; readonly profile: AscendProfile } {
  const entries = Object.entries(ascendProfiles)
  const found =
    wanted === 'auto'
      ? cann === null
        ? entries[0]
        : entries.find(([, { cann: of }]) => cann === of || cann.startsWith(`${of}.`))
      : entries.find(([name]) => name === wanted)
  if (found) return { name: found[0], profile: found[1] }
  const known = entries.map(([name, { cann: of }]) => `${name} (CANN ${of})`).join(', ')
  throw invalidArgument(
    'CANN',
    cann ?? wanted,
    `there are ${known}; choose one with --profile if you know that it fits`,
  )
}
