import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import {
  type BenchmarkSummary,
  type EnvironmentManifest,
  environmentFile,
  type MetricsFile,
} from '@sagellm-benchmark/protocol-types/artifacts'
import { type ReadArtifact, readArtifact, uniqueFileStems } from '@sagellm-benchmark/reporters'
import { readJournal } from '@sagellm-benchmark/runner'
import { readJsonFile } from '../files/read-json-file.js'
import { findResultFile } from './find-result-file.js'

/** A result file with what lies beside it and belongs to it. */
export type OpenResult = {
  readonly path: string
  readonly input: ReadArtifact
  /** The requests behind it, read anew at each call; `null` where there are none. */
  records(): AsyncIterable<RequestRecord> | null
  readonly environment: EnvironmentManifest | null
  /** The workloads of a summary in full, in its order. */
  readonly workloads: readonly MetricsFile[]
}

/**
 * Opens a result file, or the main one of a folder.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function openResult(given: string): Promise<OpenResult> {
  const path = await findResultFile(given)
  const input = readArtifact(await readJsonFile(path), path)
  // Only `run` leaves its records and its machine beside the result; the original leaves neither.
  const ofRun = input.origin === 'sagellm-benchmark' && (input.kind === 'summary' || input.kind === 'metrics')
  const beside = async (name: string) => {
    const file = join(dirname(path), name)
    return ofRun && (await exists(file)) ? file : null
  }
  const journal = await beside('records.jsonl')
  const environment = await beside('environment.json')
  const workload = input.kind === 'metrics' ? input.value.workload : null
  return {
    path,
    input,
    records() {
      if (journal === null) return null
      const all = readJournal(journal)
      return workload === null ? all : only(all, workload)
    },
    environment: environment === null ? null : environmentFile.parse(await readJsonFile(environment), environment),
    workloads: input.kind === 'summary' && ofRun ? await workloadsOf(input.value, dirname(path)) : [],
  }
}

async function* only(records: AsyncIterable<RequestRecord>, workload: string): AsyncGenerator<RequestRecord> {
  for await (const record of records) if (record.workload === workload) yield record
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
