import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type BenchmarkSummary,
  type EnvironmentManifest,
  environmentFile,
  type MetricsFile,
} from '@sagellm-benchmark/protocol-types/artifacts'
import {
  type ArtifactKind,
  type CollectedRequests,
  createRequestCollector,
  readArtifact,
  uniqueFileStems,
} from '@sagellm-benchmark/reporters'
import { readReduced } from '@sagellm-benchmark/runner'
import { readJsonFile } from '../files/read-json-file.js'
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
}

/**
 * Opens a result file, or the main one of a folder.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function openResult(given: string, options: OpenResultOptions = {}): Promise<OpenResult> {
  const path = await findResultFile(given)
  const input: ReadResult = readArtifact(await readJsonFile(path), path, { kinds: options.kinds ?? [] })
  // Only `run` leaves its records and its machine beside the result; the original leaves neither.
  const run = input.origin === 'sagellm-benchmark' && isOfRun(input) ? input : null
  const beside = async (name: string) => {
    const file = join(dirname(path), name)
    return run && (await exists(file)) ? file : null
  }
  const journal = await beside('records.jsonl')
  const environment = await beside('environment.json')
  const workload = run?.kind === 'metrics' ? run.value.workload : null
  let requests: Promise<CollectedRequests> | null = null
  return {
    path,
    input,
    async requests() {
      if (options.requests) return options.requests
      if (journal === null) return null
      requests ??= collect(journal, workload)
      return requests
    },
    environment: environment === null ? null : environmentFile.parse(await readJsonFile(environment), environment),
    workloads: run?.kind === 'summary' ? await workloadsOf(run.value, dirname(path)) : [],
  }
}

type OfRun = Extract<ReadResult, { readonly kind: 'summary' | 'metrics' }>

function isOfRun(input: ReadResult): input is OfRun {
  return input.kind === 'summary' || input.kind === 'metrics'
}

/** The requests of a journal, or those of one workload in it. */
async function collect(journal: string, workload: string | null): Promise<CollectedRequests> {
  const collector = createRequestCollector()
  for await (const record of readReduced(journal)) {
    if (workload === null || record.workload === workload) collector.add(record)
  }
  return collector.result()
}

/** The metrics files of this very run: an older one that was left in the folder is not taken for it. */
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

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
