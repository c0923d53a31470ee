import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { redactSecrets, shellLine } from '@sagellm-benchmark/protocol-types/edge'
import type { RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import {
  benchmarkSummaryFile,
  type EnvironmentManifest,
  environmentFile,
  type MetricsFile,
  type RunConfigFile,
  runConfigFile,
} from '@sagellm-benchmark/protocol-types/artifacts'
import { type RunHeader, runFiles } from '@sagellm-benchmark/reporters'
import { readJsonFile } from '../files/read-json-file.js'
import type { SuiteIo } from '../io.js'
import { partsFile } from '@sagellm-benchmark/runner/output'
import { partsNotices } from '../run/parts-notices.js'
import { readParts, type RunPart } from '../run/run-parts.js'
import { reduceJournal } from '../session/reduce-journal.js'
import { onlyOneShard, shardArtifact } from '../shards/shard-account.js'
import { resultFiles } from './find-result-file.js'
import { wholeBatches } from './whole-batches.js'

/** What a run that was killed had come to, as its summary and its metrics files would hold it. */
export type CutOffRun = {
  readonly path: string
  readonly content: unknown
  readonly workloads: readonly MetricsFile[]
}

/**
 * The result of a run whose program was killed, made from its plan and the records of all requests that had ended; its server is not asked.
 * What only the program knew is lost: the server's counters, and of the state of the client all but the stalls that its requests are
 * flagged with.
 *
 * @returns `null` for a folder of anything else, of a run that has its result, or of one without a record.
 * @throws BenchError `invalid_argument` for the folder of one shard, `corrupt_data` naming file and field, `invalid_argument` for a kind of load that is neither ours nor among `loadKinds`.
 */
export async function cutOffRun(
  folder: string,
  { loadKinds = [] }: Pick<SuiteIo, 'loadKinds'> = {},
): Promise<CutOffRun | null> {
  const names = new Set(await readdir(folder))
  if (!names.has('records.jsonl') || !names.has('config.json') || resultFiles.some((name) => names.has(name)))
    return null
  if (names.has(shardArtifact)) throw onlyOneShard(folder)
  const path = join(folder, 'records.jsonl')
  const config = runConfigFile.parse(await readJsonFile(join(folder, 'config.json')), join(folder, 'config.json'))
  const environment = names.has('environment.json') ? await readEnvironment(join(folder, 'environment.json')) : null
  const { plan } = config
  const parts = names.has(partsFile) ? await readParts(folder) : []
  const seen = createSeen()
  const workloads = await reduceJournal({
    plan,
    folder,
    result: {
      interrupted: true,
      clockOffsets: { toUnixMs: environment?.clock.offsetsMs['unix'] ?? environment?.clock.unixOffsetMs ?? 0 },
      workloads: plan.workloads.map((workload) => ({ workload, ...unknownOutcome })),
    },
    watched: { workloads: new Map() },
    io: { loadKinds },
    earlier: parts.slice(0, -1).map((part) => part.workloads),
    select: (records) => wholeBatches(plan, records, loadKinds),
    readers: [seen],
  })
  if (seen.requests === 0) return null
  const header = headerOf(config, { folder, environment, parts, seen })
  const { summary, workloads: files } = runFiles({ header, workloads, environment })
  return { path, content: benchmarkSummaryFile.serialize(summary), workloads: files }
}

/** What the load engine would have said of a workload. */
const unknownOutcome = {
  stopReason: 'interrupted' as const,
  dry: { takes: 0, waitedMs: 0 },
  startedAt: null,
  endedAt: null,
  clientOverhead: null,
}

async function readEnvironment(path: string): Promise<EnvironmentManifest> {
  return environmentFile.parse(await readJsonFile(path), path)
}

function createSeen() {
  return {
    requests: 0,
    simulated: false,
    add({ simulated }: RequestRecord) {
      this.requests += 1
      this.simulated ||= simulated
    },
  }
}

type Left = {
  readonly folder: string
  readonly environment: EnvironmentManifest | null
  readonly parts: readonly RunPart[]
  readonly seen: { readonly requests: number; readonly simulated: boolean }
}

function headerOf(config: RunConfigFile, { folder, environment, parts, seen }: Left): RunHeader {
  const { plan, runId, timestamp, versions, model } = config
  const words = environment?.commandLine ?? []
  return {
    runId,
    createdAt: timestamp,
    toolVersion: versions['sagellm-benchmark'] ?? 'unknown',
    target: {
      label: plan.target.label,
      kind: plan.target.kind,
      url: 'url' in plan.target ? redactSecrets(plan.target.url) : null,
      engine: config.backend,
      engineVersion: null,
      precision: null,
    },
    model,
    seed: plan.seed,
    simulated: seen.simulated,
    notices: [
      ...partsNotices(parts),
      `The run did not end: this is of the ${seen.requests} requests that had ended. ${continuation(plan, folder)}`,
      'What only the program knew is lost: the counters of the server, and of the limits of the client all but its stalls.',
    ],
    flags: ['interrupted'],
    command: parts[0]?.command ?? (words.length > 0 ? shellLine(words) : null),
  }
}

/** How the rest can be measured. */
function continuation({ untilPrecise, target, workloads }: RunPlan, folder: string): string {
  if (untilPrecise !== null) return 'It was to end once it was precise, which cannot be continued: run it anew.'
  if (JSON.stringify([target, workloads]).includes('[redacted]'))
    return 'Its address or body held a key, which is not kept: run it anew.'
  return `${shellLine(['sagellm-benchmark', 'run', '--resume', folder])} measures the rest.`
}
