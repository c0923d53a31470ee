import { access, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type BenchmarkSummary,
  type EnvironmentManifest,
  environmentFile,
  type MetricsFile,
} from '@sagellm-benchmark/protocol-types/artifacts'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import {
  type ArtifactKind,
  type CollectedRequests,
  createRequestCollector,
  readArtifact,
  uniqueFileStems,
} from '@sagellm-benchmark/reporters'
import { readReduced } from '@sagellm-benchmark/runner'
import { readJsonFile } from '../files/read-json-file.js'
import { cutOffFile, cutOffFolder } from './cut-off-result.js'
import { findResultFile } from './find-result-file.js'

/** A result file with what lies beside it and belongs to it. */
export type OpenResult = {
  readonly path: string
  readonly input: ReadResult
  /** The requests behind it; the journal is read at the first call and never again. `null` where there is none. */
  requests(): Promise<CollectedRequests | null>
  readonly environment: EnvironmentManifest | null
  /** The workloads of a summary in full, in its order. */
  readonly workloads: readonly MetricsFile[]
}

/** Kinds of artifact that a library user defines. */
export type OwnKind = ArtifactKind<string, unknown>
type ReadResult = ReturnType<typeof readArtifact<OwnKind>>

export type OpenResultOptions = {
  /** Kinds of artifact beside ours, asked first. @default [] */
  readonly kinds?: readonly OwnKind[]
  /** The requests behind it, where somebody has read them already. @default the journal beside the file is read */
  readonly requests?: CollectedRequests
  /** Kinds of load beside ours, for a run of such a load that was cut off. @default [] */
  readonly loadKinds?: readonly LoadKind[]
}

/**
 * Opens a result file, or the main one of a folder.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function openResult(given: string, options: OpenResultOptions = {}): Promise<OpenResult> {
  // A file is read once: it may be a pipe.
  const file = (await isFolder(given)) ? null : { path: given, content: await readJsonFile(given) }
  const cutOff = file ? await cutOffFile(file) : await cutOffFolder(given, options)
  const path = cutOff?.path ?? file?.path ?? (await findResultFile(given))
  const content = cutOff?.content ?? file?.content ?? (await readJsonFile(path))
  return resultOf(content, path, { ...options, ...(cutOff?.workloads ? { workloads: cutOff.workloads } : {}) })
}

/**
 * The same of a result whose content is there already, as that of one that was written into a pipe.
 *
 * @param path - where it is, or would be: what lies beside it there belongs to it.
 * @param options - `workloads`: those of a summary, where the files beside it do not hold them.
 * @throws BenchError as `openResult`.
 */
export async function resultOf(
  content: unknown,
  path: string,
  options: OpenResultOptions & { readonly workloads?: readonly MetricsFile[] } = {},
): Promise<OpenResult> {
  const input: ReadResult = readArtifact(content, path, { kinds: options.kinds ?? [] })
  // Only `run` leaves its records and its machine beside the result; the original leaves neither.
  const run = input.origin === 'sagellm-benchmark' && isOfRun(input) ? input : null
  const beside = async (name: string) => {
    const file = join(dirname(path), name)
    return run && (await exists(file)) ? file : null
  }
  const journal = await beside('records.jsonl')
  const environment = await beside('environment.json')
  const workload = run?.kind === 'metrics' ? run.value.workload : null
  const counted = run === null ? new Map<string, number>() : countedRounds(run)
  let requests: Promise<CollectedRequests> | null = null
  return {
    path,
    input,
    async requests() {
      if (options.requests) return options.requests
      if (journal === null) return null
      requests ??= collect(journal, { workload, counted })
      return requests
    },
    environment: environment === null ? null : environmentFile.parse(await readJsonFile(environment), environment),
    workloads: options.workloads ?? (run?.kind === 'summary' ? await workloadsOf(run.value, dirname(path)) : []),
  }
}

type OfRun = Extract<ReadResult, { readonly kind: 'summary' | 'metrics' }>

function isOfRun(input: ReadResult): input is OfRun {
  return input.kind === 'summary' || input.kind === 'metrics'
}

/** Rounds that count, by workload, of a run that ended once it was precise. */
function countedRounds(run: OfRun): Map<string, number> {
  const measured =
    run.kind === 'summary'
      ? Object.entries(run.value.workloads)
      : [[run.value.workload ?? '', run.value.metrics] as const]
  return new Map(measured.flatMap(([name, { precision }]) => (precision ? [[name, precision.rounds] as const] : [])))
}

type Wanted = {
  /** One workload of the journal; `null`: all. */
  readonly workload: string | null
  readonly counted: ReadonlyMap<string, number>
}

/** The requests of a journal that are part of the result. */
async function collect(journal: string, { workload, counted }: Wanted): Promise<CollectedRequests> {
  const collector = createRequestCollector()
  for await (const record of readReduced(journal)) {
    const counts =
      record.phase !== 'measured' || record.round < (counted.get(record.workload) ?? Number.POSITIVE_INFINITY)
    if (counts && (workload === null || record.workload === workload)) collector.add(record)
  }
  return collector.result()
}

/** The metrics files of this run; one that an older run left in the folder is not used. */
async function workloadsOf(summary: BenchmarkSummary, folder: string): Promise<MetricsFile[]> {
  const names = Object.keys(summary.workloads)
  const files: MetricsFile[] = []
  for (const stem of uniqueFileStems(names, 'workload')) {
    const path = join(folder, `${stem}_metrics.json`)
    if (!(await exists(path))) continue
    const read = readArtifact(await readJsonFile(path), path)
    if (read.kind === 'metrics' && read.value.runId === summary.runId) files.push(read.value)
  }
  return files
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
