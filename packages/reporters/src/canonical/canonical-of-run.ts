import { toWire } from '@sagellm-benchmark/protocol-types'
import { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { CanonicalResult } from '@sagellm-benchmark/protocol-types/canonical'
import type { LeaderboardEntry } from '@sagellm-benchmark/protocol-types/leaderboard'
import type { EntrySource } from '../entries/entry-of-workload.js'
import { stableId } from '../entries/stable-id.js'
import { hardwareFamily } from './hardware-family.js'

/** A workload with the entry that was made of it, and the files that it left. */
export type CanonicalSource = EntrySource & { readonly entry: LeaderboardEntry; readonly stem: string }

/** The workloads of a run as canonical results, and the manifest that lists them; each names the other by its id. */
export function canonicalOfRun(
  runId: string,
  sources: readonly CanonicalSource[],
): {
  readonly results: readonly CanonicalResult[]
  readonly manifest: CanonicalResult
} {
  const manifestId = stableId(`${runId}|manifest`)
  const results = sources.map((source) => resultOf(source, manifestId))
  const first = results[0]
  const manifest = CanonicalResult.parse({
    schemaVersion: 'canonical-benchmark-result/v2',
    artifactKind: 'run_manifest',
    artifactId: manifestId,
    producedAt: first?.producedAt ?? null,
    producer: first?.producer ?? {},
    provenance: first?.provenance ?? {},
    artifacts: {
      primaryJson: 'benchmark_summary.json',
      markdown: 'REPORT.md',
      supporting: sources.map(({ stem }) => ({ kind: 'execution_result', path: `${stem}.canonical.json` })),
    },
    relations: relations({ childArtifactIds: results.map(({ artifactId }) => artifactId) }),
  })
  return { results, manifest }
}

/** Every relation, those that there are not as empty. */
export function relations(known: Readonly<Record<string, unknown>>) {
  return {
    parentArtifactIds: [],
    childArtifactIds: [],
    compareGroupId: null,
    baselineArtifactId: null,
    targetArtifactIds: [],
    manifestArtifactId: null,
    ...known,
  } as Exclude<CanonicalResult['relations'], readonly unknown[]>
}

function resultOf(source: CanonicalSource, manifestId: string): CanonicalResult {
  const { file, entry, environment, metadata, toolVersion, stem } = source
  const inProcess = file.target?.kind === 'cpu'
  const { hardware, model, metrics } = entry
  const reasons = entry.metadata.evidence?.reasons ?? []
  return CanonicalResult.parse({
    schemaVersion: 'canonical-benchmark-result/v2',
    artifactKind: 'execution_result',
    artifactId: stableId(`${file.runId}|${file.workload}|result`),
    producedAt: file.createdAt,
    producer: producer(toolVersion, { command: file.command, subcommand: 'run' }),
    provenance: {
      runId: file.runId,
      sourceMode: 'local-run',
      simulate: file.simulated ?? false,
      capturedAt: file.createdAt,
      endpointUrl: file.target?.url ?? null,
      git: environment?.git ? { repo: null, commit: environment.git.commit, dirty: environment.git.dirty } : null,
      parents: [manifestId],
      tags: file.target ? [file.target.label] : [],
    },
    hardware: hardwareOf(source),
    engine: {
      name: entry.engine ?? null,
      version: entry.engineVersion ?? null,
      engineFamily: entry.engine?.startsWith('sagellm') ? 'native' : 'third-party',
      backend: hardwareFamily(hardware, { given: metadata['hardware_family'], inProcess }).family,
      servingMode: servingMode(file.target?.url ?? null),
      precision: model.precision,
      model: model.repoId ?? model.name,
      endpoint: { base_url: file.target?.url ?? null, health_checked: !inProcess },
    },
    model: { name: model.repoId ?? model.name, precision: model.precision },
    versions: {
      ...Object.fromEntries(componentNames.map((name) => [name, knownVersion(entry, name)])),
      os: entry.environment.os,
    },
    workload: workloadOf(source),
    metrics: {
      ...metrics,
      requestThroughputRps: file.metrics.requestThroughputRps,
      summary: numbersOf(toWire(AggregatedMetrics, file.metrics) as Record<string, unknown>),
    },
    measurements: {
      summary: {
        total_requests: file.metrics.totalRequests,
        successful_requests: file.metrics.successfulRequests,
        failed_requests: file.metrics.failedRequests,
      },
    },
    validation: { publishableToLeaderboard: reasons.length === 0, reasonsAgainst: reasons },
    artifacts: {
      primaryJson: `${stem}_metrics.json`,
      markdown: 'REPORT.md',
      supporting: [{ kind: 'leaderboard', path: `${stem}_leaderboard.json` }],
    },
    relations: relations({ parentArtifactIds: [manifestId], manifestArtifactId: manifestId }),
    leaderboard: {
      entryId: entry.entryId,
      exportable: reasons.length === 0,
      configType: entry.configType,
      reproducibleCmd: file.command,
    },
  })
}

function hardwareOf({ file, entry, metadata }: CanonicalSource) {
  const { hardware, cluster } = entry
  return {
    ...hardwareFamily(hardware, { given: metadata['hardware_family'], inProcess: file.target?.kind === 'cpu' }),
    vendor: hardware.vendor,
    chipModel: hardware.chipModel,
    chipCount: hardware.chipCount,
    chipsPerNode: hardware.chipsPerNode ?? null,
    nodeCount: cluster?.nodeCount ?? 1,
    interconnect: hardware.interconnect ?? null,
    memoryPerChipGb: hardware.memoryPerChipGb ?? null,
    totalMemoryGb: hardware.totalMemoryGb ?? null,
  }
}

function workloadOf({ file, entry: { workload, model } }: CanonicalSource) {
  return {
    name: workload.name ?? null,
    mode: 'local-run',
    suiteId: /^Q\d$/.test(file.workload ?? '') ? 'q1-q8' : 'custom',
    workloadId: file.workload,
    scenarioId: file.workload,
    promptTokens: workload.inputLength,
    outputTokens: workload.outputLength,
    batchSize: workload.batchSize ?? null,
    concurrency: workload.concurrentRequests ?? null,
    requestCount: file.metrics.totalRequests,
    precision: model.precision,
    dataset: { name: workload.dataset ?? null, split: null, source: null },
    simulate: file.simulated ?? false,
  }
}

/** Which program and command wrote an artifact. The host is nobody's business. */
export function producer(
  toolVersion: string,
  { command, subcommand }: { readonly command: string | null; readonly subcommand: string },
) {
  return { name: 'sagellm-benchmark', tool: 'sagellm-benchmark', toolVersion, command, subcommand, host: null }
}

const componentNames = [
  ...[
    'sagellm',
    'benchmark',
    'protocol',
    'backend',
    'core',
    'control_plane',
    'gateway',
    'kv_cache',
    'comm',
    'compression',
  ],
  ...['torch', 'transformers', 'torch_npu', 'vllm', 'lmdeploy', 'python'],
]

/** `null` for a component that is not in the stack, or not known. */
function knownVersion(entry: LeaderboardEntry, name: string): string | null {
  if (name === 'sagellm') return entry.sagellmVersion === 'N/A' ? null : (entry.sagellmVersion ?? null)
  if (name === entry.engine) return entry.engineVersion === 'N/A' ? null : (entry.engineVersion ?? null)
  const version = entry.versions[name] ?? null
  return version === 'N/A' ? null : version
}

export function servingMode(url: string | null): string {
  if (url === null) return 'embedded'
  return /\/\/(localhost|127\.|\[::1\])/.test(url) ? 'local-endpoint' : 'remote-endpoint'
}

function numbersOf(values: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}
