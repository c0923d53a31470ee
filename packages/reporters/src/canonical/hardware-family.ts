import type { LeaderboardEntry } from '@sagellm-benchmark/protocol-types/leaderboard'

const families: Readonly<Record<string, { readonly family: string; readonly deviceApi: string }>> = {
  NVIDIA: { family: 'cuda', deviceApi: 'cuda' },
  Huawei: { family: 'ascend', deviceApi: 'npu' },
  AMD: { family: 'rocm', deviceApi: 'hip' },
}
const apis: Readonly<Record<string, string>> = { cpu: 'cpu', cuda: 'cuda', ascend: 'npu', rocm: 'hip', xpu: 'xpu' }

/** Which kind of device answered: what the user says, the CPU of this program, or what the maker of the chip allows. */
export function hardwareFamily(
  { vendor }: Pick<LeaderboardEntry['hardware'], 'vendor'>,
  { given, inProcess }: { readonly given: string | undefined; readonly inProcess: boolean },
): { family: string; deviceApi: string } {
  if (given !== undefined) return { family: given, deviceApi: apis[given] ?? 'other' }
  if (inProcess) return { family: 'cpu', deviceApi: 'cpu' }
  return families[vendor] ?? { family: 'other', deviceApi: 'other' }
}
