import type { LoadPlan } from '@sagellm-benchmark/protocol-types'
import type { EnvironmentManifest, MetricsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { LeaderboardEntry } from '@sagellm-benchmark/protocol-types/leaderboard'
import { canonicalPath, idempotencyKey } from './entry-key.js'
import { hardwareOf } from './entry-hardware.js'
import { modelOf } from './entry-model.js'
import { reasonsAgainst } from './reasons-against.js'
import { stableId } from './stable-id.js'

/** What a measured workload is told beside its metrics to become an entry. */
export type EntrySource = {
  readonly file: MetricsFile
  readonly environment: EnvironmentManifest | null
  /** KEY=VALUE of the run: chip_model, chip_count, vendor, precision, parameters, submitter and the others of docs/leaderboard.md. */
  readonly metadata: Readonly<Record<string, string>>
  readonly toolVersion: string
  readonly dataset?: string | null
  /** What GitHub sets in a workflow, in its own names. @default none */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * One measured workload as an entry of the leaderboard. What was not measured and not said is `null`, "N/A" or "unknown", never a guess; why
 * it may not be published stands in `metadata.evidence`.
 */
export function entryOfWorkload(source: EntrySource): LeaderboardEntry {
  const { file, environment, metadata, toolVersion, env = {} } = source
  const { target, metrics } = file
  const engine = metadata['engine'] ?? target?.engine ?? (target?.kind === 'cpu' ? 'sagellm-benchmark-cpu' : 'unknown')
  const engineVersion =
    metadata['engine_version'] ?? target?.engineVersion ?? (target?.kind === 'cpu' ? toolVersion : 'N/A')
  const own = engine.startsWith('sagellm') && !engine.startsWith('sagellm-benchmark')
  const chips = countOf(metadata['chip_count']) ?? 1
  const nodes = countOf(metadata['node_count']) ?? 1
  const entry: LeaderboardEntry = {
    entryId: stableId(`${file.runId}|${file.workload}`),
    engine,
    engineVersion,
    sagellmVersion: own ? engineVersion : 'N/A',
    configType: nodes > 1 ? 'multi_node' : chips > 1 ? 'multi_gpu' : 'single_gpu',
    hardware: hardwareOf({ metadata, environment, chips, nodes, inProcess: target?.kind === 'cpu' }),
    model: modelOf(file, metadata),
    workload: workloadOf(source),
    metrics: metricsOf(metrics),
    ...constraintsOf(metadata),
    cluster: nodes > 1 ? clusterOf(metadata, nodes) : null,
    versions: versionsOf(metadata, { core: own ? engineVersion : 'N/A', toolVersion }),
    environment: {
      os:
        [environment?.os.name ?? environment?.os.platform, environment?.os.kernel].filter(Boolean).join(' ') ||
        'unknown',
      pythonVersion: metadata['python_version'] ?? 'N/A',
      pytorchVersion: metadata['pytorch_version'] ?? null,
      cudaVersion: metadata['cuda_version'] ?? null,
      cannVersion: metadata['cann_version'] ?? null,
      driverVersion: metadata['driver_version'] ?? null,
    },
    metadata: {
      submittedAt: file.createdAt ?? '',
      submitter: metadata['submitter'] ?? env['GITHUB_ACTOR'] ?? 'sagellm-benchmark',
      dataSource: metadata['data_source'] ?? 'automated-benchmark',
      engine,
      engineVersion,
      reproducibleCmd: file.command,
      ...githubOf(metadata, env),
      releaseDate: metadata['release_date'] ?? null,
      changelogUrl: metadata['changelog_url'] ?? null,
      notes: metadata['notes'] ?? `Benchmark run: ${file.workload}`,
      verified: false,
      manifestSource: `sagellm-benchmark/${toolVersion}`,
      evidence: { flags: [...metrics.flags], reasons: reasonsAgainst(file) },
    },
  }
  const key = idempotencyKey(entry)
  return { ...entry, canonicalPath: canonicalPath(key), metadata: { ...entry.metadata, idempotencyKey: key } }
}

function workloadOf({ file, dataset }: EntrySource): LeaderboardEntry['workload'] {
  const { lengths } = file.metrics
  const whole = (value: number | null | undefined) => (value && value >= 0.5 ? Math.round(value) : null)
  return {
    name: file.workload ?? 'unknown',
    inputLength: whole(lengths?.promptRead ?? lengths?.promptBuilt ?? lengths?.promptAsked),
    outputLength: whole(lengths?.outputReached ?? lengths?.outputAsked),
    ...inFlight(file.load),
    dataset: dataset ?? 'default',
    inputTokenDistribution: null,
    outputTokenDistribution: null,
  }
}

function inFlight(load: LoadPlan | null): Pick<LeaderboardEntry['workload'], 'batchSize' | 'concurrentRequests'> {
  if (load?.kind === 'batch') return { batchSize: load.size, concurrentRequests: load.size }
  if (load?.kind !== 'closed') return {}
  return { ...(load.concurrency === 1 ? { batchSize: 1 } : {}), concurrentRequests: load.concurrency }
}

function metricsOf(metrics: MetricsFile['metrics']): LeaderboardEntry['metrics'] {
  const whole = (value: number | null) => (value === null ? null : Math.round(value))
  return {
    ttftMs: metrics.avgTtftMs,
    throughputTps: metrics.avgThroughputTps,
    outputThroughputTps: metrics.outputThroughputTps,
    peakMemMb: whole(metrics.peakMemMb),
    errorRate: metrics.errorRate,
    tbtMs: metrics.avgTbtMs,
    tpotMs: metrics.avgTpotMs,
    prefixHitRate: metrics.avgPrefixHitRate,
    kvUsedTokens: whole(metrics.totalKvUsedTokens),
    kvUsedBytes: whole(metrics.totalKvUsedBytes),
    evictCount: whole(metrics.totalEvictCount),
    evictMs: metrics.totalEvictMs,
    specAcceptRate: metrics.avgSpecAcceptRate,
  }
}

const components = ['protocol', 'backend', 'core', 'control_plane', 'gateway', 'kv_cache', 'comm', 'compression']

function versionsOf(
  metadata: Readonly<Record<string, string>>,
  { core, toolVersion }: { readonly core: string; readonly toolVersion: string },
): Record<string, string> {
  const told = components.map((name) => [name, metadata[`${name}_version`] ?? (name === 'core' ? core : 'N/A')])
  return { ...Object.fromEntries(told), benchmark: toolVersion }
}

function clusterOf(metadata: Readonly<Record<string, string>>, nodeCount: number): LeaderboardEntry['cluster'] {
  return {
    nodeCount,
    commBackend: metadata['comm_backend'] ?? 'unknown',
    topologyType: metadata['topology_type'] ?? 'unknown',
    interNodeNetwork: metadata['inter_node_network'] ?? null,
  }
}

/** Only where the submitter says what the entry is accountable for; the figures of the claims were not measured here. */
function constraintsOf(metadata: Readonly<Record<string, string>>): Pick<LeaderboardEntry, 'constraints'> {
  const scenario = metadata['business_scenario']
  if (scenario === undefined) return {}
  const constraints = {
    scenarioSource: metadata['scenario_source'] ?? 'vllm-benchmark',
    accountableScope: {
      domesticChipClass: metadata['domestic_chip_class'] ?? metadata['chip_model'] ?? 'unknown',
      representativeModelBand: metadata['model_band'] ?? '7B-13B',
      representativeBusinessScenario: scenario,
      baselineEngine: metadata['baseline_engine'] ?? '',
      ownerConfirmed: null,
    },
    metrics: Object.fromEntries(successorClaims.map((name) => [name, null])),
  }
  return { constraints }
}

const successorClaims = [
  'single_chip_effective_utilization_pct',
  'typical_throughput_ratio_vs_baseline',
  'typical_ttft_reduction_pct_vs_baseline',
  'typical_tpot_reduction_pct_vs_baseline',
  'long_context_length',
  'long_context_throughput_stable',
  ...['ttft', 'tpot'].flatMap((metric) =>
    ['p95', 'p99'].flatMap((p) => [`long_context_${metric}_${p}_ms`, `long_context_${metric}_${p}_stable`]),
  ),
  'unit_token_cost_reduction_pct',
  'multi_tenant_high_utilization',
]

function githubOf(metadata: Readonly<Record<string, string>>, env: NonNullable<EntrySource['env']>) {
  const repository = env['GITHUB_REPOSITORY'] ?? null
  const commit = metadata['git_commit'] ?? env['GITHUB_SHA'] ?? null
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com'
  const pullRequest = /^refs\/pull\/(\d+)\//.exec(env['GITHUB_REF'] ?? '')?.[1]
  return {
    gitCommit: commit,
    githubUser: env['GITHUB_ACTOR'] ?? null,
    githubRepository: repository,
    githubCommitUrl: repository && commit ? `${server}/${repository}/commit/${commit}` : null,
    githubRef: env['GITHUB_REF'] ?? null,
    githubEventName: env['GITHUB_EVENT_NAME'] ?? null,
    githubPrNumber: pullRequest === undefined ? null : Number(pullRequest),
    githubPrUrl: repository && pullRequest ? `${server}/${repository}/pull/${pullRequest}` : null,
  }
}

function countOf(text: string | undefined): number | null {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? value : null
}
