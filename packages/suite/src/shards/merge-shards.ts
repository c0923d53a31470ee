import { realpath, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BenchError, invalidArgument, type RequestRecord, type RunPlan } from '@sagellm-benchmark/protocol-types'
import { environmentFile, runConfigFile, runPartsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { shardsFile } from '@sagellm-benchmark/protocol-types/telemetry'
import { runFiles } from '@sagellm-benchmark/reporters'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import { checkOutputFolder, partsFile, planHash, withRunFolder } from '@sagellm-benchmark/runner/output'
import { mergeJournals } from '@sagellm-benchmark/runner/shards'
import { readPlannedTraces } from '../files/planned-traces.js'
import { readJsonFile, readTextFile } from '../files/read-json-file.js'
import { type ResolvedIo, resolveIo, type SuiteIo } from '../io.js'
import { begunArtifacts } from '../run/begin-run.js'
import type { RunOutcome } from '../run/run-outcome.js'
import { writtenArtifacts } from '../run/write-run.js'
import { reduceJournal } from '../session/reduce-journal.js'
import { headerOfSummary } from '../verify/header-of-summary.js'
import { isUnattested, mergedOutcomes, type ShardFacts } from './merged-outcomes.js'
import { checkJournal, readAccount } from './read-account.js'
import { type FirstFolder, type ShardsOfOneRun, shardsOfOneRun } from './shards-of-one-run.js'
import { shardsArtifact } from './write-shards.js'

export type MergeOptions = Pick<SuiteIo, 'cwd' | 'env' | 'loadKinds' | 'signal' | 'sources'> & {
  /** Folder for the result; an earlier one in it is kept beside. @default ./benchmark_results */
  readonly output?: string
}

/** A merged run, and what share of its requests may fail. */
export type MergedRun = RunOutcome & { readonly maxErrorRate: number | null }

/** The files of shard 0 that are those of the run. */
const copied = ['config.json', 'environment.json', partsFile] as const

/**
 * Makes one result of the folders that the shards of a run left, each with the records of its own requests: bit for bit the one that a single
 * machine's journal of these records gives.
 *
 * A shard whose folder is not there is named with its window, and the run then has no verdict.
 *
 * Where it fails or is interrupted, the output is as it was before.
 *
 * @throws BenchError `invalid_argument` where the folders are not those of one run; `corrupt_data` for one that was changed, naming the file;
 *   `cancelled` where the signal comes.
 * @example await mergeShards(['node-1/shard-0', 'node-2/shard-1'], { output: './merged' })
 */
export async function mergeShards(given: readonly string[], options: MergeOptions = {}): Promise<MergedRun> {
  const io = resolveIo(options)
  const output = resolve(io.cwd, options.output ?? './benchmark_results')
  const paths = given.map((each) => resolve(io.cwd, each))
  if ((await Promise.all(paths.map(real))).includes(await real(output)))
    throw invalidArgument('output', output, 'give a folder that is none of those to be merged')
  await checkOutputFolder(output)
  const shards = shardsOfOneRun(await Promise.all(paths.map(readAccount)))
  const { plan, facts } = await readRun(shards)
  const artifacts = [...begunArtifacts, ...writtenArtifacts, shardsArtifact]
  return withRunFolder(output, { artifacts, clock: io.clock }, async () => {
    try {
      return await writeMerged(output, { shards, plan, facts, io })
    } catch (error) {
      // A part of the records would pass for those of a run that was killed, which can be reported and resumed.
      await rm(join(output, 'records.jsonl'), { force: true })
      throw error
    }
  })
}

/** Behind all links; a path at which nothing is yet is as it stands. */
function real(path: string): Promise<string> {
  return realpath(path).catch(() => path)
}

type Run = { readonly plan: RunPlan; readonly facts: readonly ShardFacts[] }

/** The plan, and what shard 0 knew of all shards, held against what each of them left. */
async function readRun({ zero, folders }: ShardsOfOneRun): Promise<Run> {
  const [config, parts, shards] = ['config.json', partsFile, shardsArtifact].map((name) => join(zero.folder, name)) as [
    string,
    string,
    string,
  ]
  const json = await readJsonFile(config)
  const { plan } = runConfigFile.parse(json, config)
  const { planHash: hash } = runPartsFile.parse(await readJsonFile(parts), parts)
  if (hash !== planHash((json as { plan: unknown }).plan))
    throw new BenchError('invalid_argument', `${config} was edited since the run`, {
      hint: 'give the folder of shard 0 as it was: its plan is what the records are of',
    })
  const facts = shardsFile.parse(await readJsonFile(shards), shards).shards
  for (const each of folders) await checkJournal(each, facts.find(({ shard }) => shard === each.shard)?.journal ?? null)
  return { plan, facts }
}

type Merging = Run & { readonly shards: ShardsOfOneRun; readonly io: ResolvedIo }

async function writeMerged(output: string, { shards, plan, facts, io }: Merging): Promise<MergedRun> {
  const { zero, folders } = shards
  const { told } = zero
  const outcomes = mergedOutcomes(shards, { plan, facts })
  const journals = folders.map((each) => ({ ...each, unattested: isUnattested(each, facts) }))
  await mergeJournals(journals, output, { signal: io.signal })
  const environmentPath = join(zero.folder, 'environment.json')
  const environment = environmentFile.parse(await readJsonFile(environmentPath), environmentPath)
  const { traces, notice } = await tracesOf(plan, io)
  const workloads = await reduceJournal({
    plan,
    folder: output,
    result: {
      interrupted: told.interrupted,
      clockOffsets: { toUnixMs: told.unixOffsetMs },
      workloads: outcomes.workloads,
    },
    watched: {
      workloads: new Map(
        told.workloads.map((each) => [each.workload, { ...each, peakMemNote: each.peakMemNote ?? '' }]),
      ),
    },
    io,
    ...(traces ? { traces } : {}),
    select: (records) => untilEnded(records, io.signal),
  })
  const header = headerOf(zero, [...outcomes.notices, ...notice])
  const publication = { metadata: plan.metadata, env: io.env, dataset: told.dataset }
  const { files, summary } = runFiles({ header, workloads, environment, publication })
  const shown = shardsFile.serialize({ schemaVersion: 1, shards: [...outcomes.facts] })
  // The plan comes behind the records: a folder that is killed before has none, and passes for no run.
  for (const name of copied) await writeFileAtomic(join(output, name), await readTextFile(join(zero.folder, name)))
  await writeFileAtomic(join(output, shardsArtifact), `${JSON.stringify(shown, null, 2)}\n`)
  for (const { name, text } of files) await writeFileAtomic(join(output, name), text)
  return {
    ...{ folder: output, header, summary, workloads, plots: [], unmade: null },
    ...{ calibration: null, overNetwork: false, interrupted: told.interrupted, lostShards: outcomes.lostShards },
    maxErrorRate: plan.maxErrorRate,
  }
}

async function* untilEnded(records: AsyncIterable<RequestRecord>, signal: AbortSignal): AsyncGenerator<RequestRecord> {
  for await (const record of records) {
    if (signal.aborted) throw new BenchError('cancelled', 'interrupted before the result was made')
    yield record
  }
}

function headerOf({ told }: FirstFolder, notices: readonly string[]) {
  const header = headerOfSummary(told.header)
  return { ...header, notices: [...notices, ...header.notices] }
}

/** Traces are files beside the plan: where they are not on this machine, nothing is said of how a replay was kept. */
async function tracesOf(plan: RunPlan, io: ResolvedIo) {
  try {
    return { traces: await readPlannedTraces(plan, io), notice: [] }
  } catch (error) {
    const notice = `How the trace was kept is not known here: ${(error as Error).message}.`
    return { traces: null, notice: [notice] }
  }
}
