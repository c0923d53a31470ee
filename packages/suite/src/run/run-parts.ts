import { join } from 'node:path'
import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import { type EnvironmentManifest, runPartsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { type ResumeState, writeFileAtomic } from '@sagellm-benchmark/runner'
import { partsFile, planHash } from '@sagellm-benchmark/runner/output'
import { readJsonFile } from '../files/read-json-file.js'

/** What parts.json holds. */
export type RunPartsFile = ReturnType<typeof runPartsFile.parse>
/** One process of a run. */
export type RunPart = RunPartsFile['parts'][number]
/** What it knew of one workload beside its records. */
export type RunPartWorkload = NonNullable<RunPart['workloads']>[number]

type Begun = {
  readonly folder: string
  readonly resume: ResumeState | null
  /** What the part before this one left; `null` without one. */
  readonly earlier: EnvironmentManifest | null
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly command: string | null
}

/** Notes in parts.json that a process of the run begins. config.json is there already. */
export async function beginPart({ folder, resume, earlier, createdAt, command }: Begun): Promise<RunPartsFile> {
  const own: RunPart = { startedAt: createdAt, lastRecordAt: null, command, workloads: null }
  const before = resume === null ? [] : await partsBefore(folder, resume, earlier)
  const { plan } = (await readJsonFile(join(folder, 'config.json'))) as { plan?: unknown }
  const file: RunPartsFile = {
    schemaVersion: 1,
    planHash: plan === undefined ? null : planHash(plan),
    parts: [...before, own],
  }
  await write(folder, file)
  return file
}

/** Notes what the process that ends knows beside its records. */
export async function endPart(
  folder: string,
  file: RunPartsFile,
  workloads: readonly RunPartWorkload[],
): Promise<RunPartsFile> {
  const parts = file.parts.map((part, at) =>
    at === file.parts.length - 1 ? { ...part, workloads: [...workloads] } : part,
  )
  const ended = { ...file, parts }
  await write(folder, ended)
  return ended
}

/**
 * The parts that a run's folder notes.
 *
 * @throws BenchError `not_found` or `corrupt_data` naming the file.
 */
export async function readParts(folder: string): Promise<RunPart[]> {
  const path = join(folder, partsFile)
  return runPartsFile.parse(await readJsonFile(path), path).parts
}

/** Those of which there are records: a process that was ended before its first one was no part. */
async function partsBefore(
  folder: string,
  { continueAtMs }: ResumeState,
  earlier: EnvironmentManifest | null,
): Promise<RunPart[]> {
  if (continueAtMs === null) return []
  const parts = await readParts(folder).catch(() => [ofEnvironment(earlier)])
  const unix = earlier?.clock.offsetsMs['unix']
  const lastRecordAt = unix === undefined ? null : new Date(continueAtMs + unix).toISOString()
  return parts.map((part, at) => (at === parts.length - 1 ? { ...part, lastRecordAt } : part))
}

/** A run that an older program began. */
function ofEnvironment(earlier: EnvironmentManifest | null): RunPart {
  return {
    startedAt: earlier?.startedAt ?? 'unknown',
    lastRecordAt: null,
    command: earlier === null || earlier.commandLine.length === 0 ? null : shellLine(earlier.commandLine),
    workloads: null,
  }
}

async function write(folder: string, file: RunPartsFile): Promise<void> {
  await writeFileAtomic(join(folder, partsFile), `${JSON.stringify(runPartsFile.serialize(file), null, 2)}\n`)
}
