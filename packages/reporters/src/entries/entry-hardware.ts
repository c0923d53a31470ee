import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import type { LeaderboardEntry } from '@sagellm-benchmark/protocol-types/leaderboard'

type Hardware = LeaderboardEntry['hardware']

export type HardwareSource = {
  readonly metadata: Readonly<Record<string, string>>
  readonly environment: EnvironmentManifest | null
  readonly chips: number
  readonly nodes: number
  /** The engine ran in this program, so that its processor is that of the client. */
  readonly inProcess: boolean
}

/** The hardware that answered: what the submitter says, or this machine where the engine ran in the program. A server's is not guessed. */
export function hardwareOf({ metadata, environment, chips, nodes, inProcess }: HardwareSource): Hardware {
  const chipModel = metadata['chip_model'] ?? (inProcess ? environment?.cpu.model : null) ?? 'unknown'
  const memory =
    numberOf(metadata['memory_per_chip_gb']) ?? (inProcess ? gigabytes(environment?.memory.totalBytes) : null)
  return {
    vendor: vendorOf(metadata['vendor'], chipModel),
    chipModel,
    chipCount: chips,
    interconnect: metadata['interconnect'] ?? (chips === 1 ? 'None' : 'unknown'),
    intraNodeInterconnect: metadata['interconnect'] ?? (chips === 1 ? 'None' : 'unknown'),
    chipsPerNode: Math.max(1, Math.round(chips / nodes)),
    ...(memory === null ? {} : { memoryPerChipGb: memory, totalMemoryGb: memory * chips }),
  }
}

const vendors: readonly (readonly [Hardware['vendor'], RegExp])[] = [
  ['Intel', /intel|xeon/i],
  ['AMD', /amd|epyc|ryzen|instinct|mi\d{3}/i],
  ['NVIDIA', /nvidia|geforce|tesla|\b[ahlb]\d{2,3}\b|rtx/i],
  ['Huawei', /huawei|ascend|kunpeng|^9\d0[a-z]?/i],
]

function vendorOf(given: string | undefined, chipModel: string): Hardware['vendor'] {
  const named = vendors.find(([name]) => name.toLowerCase() === given?.toLowerCase())?.[0]
  if (named) return named
  if (given !== undefined) return 'Other'
  if (chipModel === 'unknown') return 'Unknown'
  return vendors.find(([, pattern]) => pattern.test(chipModel))?.[0] ?? 'Other'
}

function gigabytes(bytes: number | null | undefined): number | null {
  return bytes ? Math.round(bytes / 1024 ** 3 / 0.01) * 0.01 : null
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text)
  return text !== undefined && Number.isFinite(value) && value >= 0 ? value : null
}
