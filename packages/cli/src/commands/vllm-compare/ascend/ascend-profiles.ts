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

/** Names of the sets, and `auto`. */
export const profileNames = ['auto', ...Object.keys(ascendProfiles)] as ['auto', ...string[]]

/**
 * The set of versions for a machine.
 *
 * @param wanted - a name, or `auto`.
 * @param cann - version of CANN found on the machine; `null` where none was found.
 * @param unchecked - take the named set whatever CANN is there. @default false
 * @throws BenchError `invalid_argument` for an unknown name, and for a CANN that the set was not validated for.
 */
export function chooseProfile(
  wanted: string,
  cann: string | null,
  { unchecked = false }: { readonly unchecked?: boolean } = {},
): { readonly name: string; readonly profile: AscendProfile } {
  const entries = Object.entries(ascendProfiles)
  const fits = ({ cann: of }: AscendProfile) => cann === null || cann === of || cann.startsWith(`${of}.`)
  const known = entries.map(([name, { cann: of }]) => `${name} (CANN ${of})`).join(', ')
  const found = entries.find(([name, profile]) => (wanted === 'auto' ? fits(profile) : name === wanted))
  if (!found && wanted !== 'auto') throw invalidArgument('the profile', wanted, `choose from auto, ${known}`)
  if (!found || !(unchecked || fits(found[1])))
    throw invalidArgument(
      'CANN',
      cann,
      `there are ${known}; a set of another CANN is installed with --profile and BENCH_SKIP_HOST_MATRIX_CHECK=1`,
    )
  return { name: found[0], profile: found[1] }
}

/**
 * The requirements of a set, with versions of the caller's own: `BENCH_TORCH_NPU_VERSION` is that of torch-npu.
 *
 * @param withVllm - `false` leaves out vllm and vllm-ascend.
 * @returns the requirements in their order, and those of them whose version the caller chose.
 */
export function requirementsOf(
  { requirements }: AscendProfile,
  env: Readonly<Record<string, string | undefined>>,
  { withVllm }: { readonly withVllm: boolean },
): { readonly requirements: readonly string[]; readonly own: readonly string[] } {
  const own: string[] = []
  const chosen = requirements
    .filter((each) => withVllm || !each.startsWith('vllm'))
    .map((each) => {
      const [name = ''] = each.split('==')
      const variable = `BENCH_${name.toUpperCase().replaceAll('-', '_')}_VERSION`
      const version = env[variable]
      if (!version) return each
      if (!/^[\w.+!-]+$/.test(version)) throw invalidArgument(variable, version, 'give a version such as 2.7.1')
      own.push(`${name}==${version}`)
      return `${name}==${version}`
    })
  return { requirements: chosen, own }
}
