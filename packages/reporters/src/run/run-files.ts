import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import {
  type BenchmarkSummary,
  benchmarkSummaryFile,
  type ContractResult,
  type EnvironmentManifest,
  type MetricsFile,
  metricsFile,
  type RunConfigFile,
  runConfigFile,
} from '@sagellm-benchmark/protocol-types/artifacts'
import { canonicalFile } from '@sagellm-benchmark/protocol-types/canonical'
import { leaderboardEntryFile } from '@sagellm-benchmark/protocol-types/leaderboard'
import { canonicalOfRun } from '../canonical/canonical-of-run.js'
import { type EntrySource, entryOfWorkload } from '../entries/entry-of-workload.js'
import { renderMarkdown } from '../formats/markdown.js'
import { buildSummary, type MeasuredWorkload, type RunHeader } from './build-summary.js'
import { uniqueFileStems } from './file-stem.js'
import { jsonText } from './json-text.js'
import { runReport } from './run-report.js'

export type WorkloadResult = MeasuredWorkload & {
  readonly description?: string
  readonly contract?: ContractResult
}

export type TextFile = { readonly name: string; readonly text: string }

export type RunFilesInput = {
  readonly header: RunHeader
  readonly workloads: readonly WorkloadResult[]
  /** For the last section of REPORT.md; `environment.json` itself is not written here. */
  readonly environment?: EnvironmentManifest | null
  /** What the leaderboard is told beside the metrics. @default nothing: what is not measured stands as unknown */
  readonly publication?: Partial<Pick<EntrySource, 'metadata' | 'env' | 'dataset'>>
}

/** What a run leaves in its folder after the last request. */
export type RunFiles = {
  readonly summary: BenchmarkSummary
  readonly workloads: readonly MetricsFile[]
  /** `benchmark_summary.json`, `REPORT.md`, the files of each workload, and `run.canonical.json`, which lists them. */
  readonly files: readonly TextFile[]
}

/**
 * The result artifacts of a run, as values and as text ready to be written.
 *
 * @throws BenchError `corrupt_data` where a value does not fit its schema: nothing unreadable reaches the disk.
 */
export function runFiles({ header, workloads, environment = null, publication = {} }: RunFilesInput): RunFiles {
  const summary = buildSummary(header, workloads)
  const measured = workloads.map((each) => buildMetricsFile(header, each))
  const stems = uniqueFileStems(
    workloads.map((each) => each.name),
    'workload',
  )
  return {
    summary,
    workloads: measured,
    files: [
      { name: 'benchmark_summary.json', text: jsonText(benchmarkSummaryFile.serialize(summary)) },
      ...measured.map((file, at) => ({
        name: `${stems[at]}_metrics.json`,
        text: jsonText(metricsFile.serialize(file)),
      })),
      { name: 'REPORT.md', text: renderMarkdown(runReport({ summary, workloads: measured, environment })) },
      ...publishedFiles(header, { measured, stems, environment, publication }),
    ],
  }
}

type Published = {
  readonly measured: readonly MetricsFile[]
  readonly stems: readonly string[]
  readonly environment: EnvironmentManifest | null
  readonly publication: NonNullable<RunFilesInput['publication']>
}

/** `<name>_leaderboard.json` and `<name>.canonical.json` of each workload, and the manifest of the run. */
function publishedFiles(
  { runId, toolVersion }: RunHeader,
  { measured, stems, environment, publication }: Published,
): TextFile[] {
  const sources = measured.map((file, at) => {
    const source = { metadata: {}, ...publication, file, environment, toolVersion }
    return { ...source, entry: entryOfWorkload(source), stem: stems[at] as string }
  })
  const { results, manifest } = canonicalOfRun(runId, sources)
  return [
    ...sources.flatMap(({ entry, stem }, at) => [
      { name: `${stem}_leaderboard.json`, text: jsonText(leaderboardEntryFile.serialize(entry)) },
      {
        name: `${stem}.canonical.json`,
        text: jsonText(canonicalFile.serialize(results[at] as (typeof results)[number])),
      },
    ]),
    { name: 'run.canonical.json', text: jsonText(canonicalFile.serialize(manifest)) },
  ]
}

/** `<name>_metrics.json` as a value. */
function buildMetricsFile(header: RunHeader, result: WorkloadResult): MetricsFile {
  const { runId, createdAt, target, model, seed, simulated, command } = header
  return {
    schemaVersion: 1,
    runId,
    createdAt,
    workload: result.name,
    description: result.description || null,
    load: result.load ?? null,
    requestsAsked: result.requestsAsked ?? null,
    target,
    model,
    seed,
    scenario: header.scenario ?? null,
    simulated,
    notices: [...header.notices],
    command,
    metrics: result.metrics,
    ...(result.contract ? { contract: result.contract } : {}),
  }
}

export type RunConfigInput = Pick<RunHeader, 'runId' | 'createdAt' | 'model'> & {
  readonly plan: RunPlan
  readonly backend: string
  /** As asked for: all, query, Q1, ... */
  readonly workload: string
  readonly modelPath?: string | null
  readonly dataset?: string | null
  readonly numSamples?: number | null
  /** Number of the run of its day; `null` where the folder was given by the user. */
  readonly sequence?: number | null
  readonly versions: Readonly<Record<string, string>>
}

/** `config.json`, written before the first request so that a killed run can be resumed. */
export function runConfigText(input: RunConfigInput): TextFile {
  const value: RunConfigFile = {
    schemaVersion: 1,
    runId: input.runId,
    backend: input.backend,
    model: input.model,
    workload: input.workload,
    date: input.createdAt.slice(0, 10).replaceAll('-', ''),
    sequence: input.sequence ?? null,
    customOutput: (input.sequence ?? null) === null,
    timestamp: input.createdAt,
    modelPath: input.modelPath ?? null,
    dataset: input.dataset ?? null,
    numSamples: input.numSamples ?? null,
    versions: { ...input.versions },
    plan: input.plan,
  }
  return { name: 'config.json', text: jsonText(runConfigFile.serialize(value)) }
}
