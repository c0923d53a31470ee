import { join } from 'node:path'
import { type KeptJournal, shardsFile } from '@sagellm-benchmark/protocol-types/telemetry'
import { type RunResult, type WorkloadOutcome, writeFileAtomic } from '@sagellm-benchmark/runner'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'

/** The file of a run's folder that names the machines which shared its load. */
export const shardsArtifact = 'shards.json'

type WritingShards = {
  readonly rendezvous: Rendezvous
  readonly result: Pick<RunResult, 'workloads'>
  /** The journal of shard 0, where each shard keeps its own. */
  readonly kept: KeptJournal | null
}

/** Writes shards.json: each machine with its environment, its clock, and what it cost in each workload. */
export async function writeShards(folder: string, { rendezvous, result, kept }: WritingShards): Promise<void> {
  const ofShard = (shard: number) => result.workloads.map((outcome) => workloadOf(outcome, shard))
  const others = rendezvous.lines.map((line) => ({
    shard: line.shard,
    environment: line.hello.environment,
    clock: line.clock(),
    calibration: line.calibration(),
    // What a lost shard had said by its last load is not what it has now.
    journal: line.lost() ? null : line.journal(),
    workloads: ofShard(line.shard),
  }))
  const own = { shard: 0, environment: null, clock: null, calibration: null, journal: kept, workloads: ofShard(0) }
  const json = shardsFile.serialize({ schemaVersion: 1, shards: [own, ...others] })
  await writeFileAtomic(join(folder, shardsArtifact), `${JSON.stringify(json, null, 2)}\n`)
}

function workloadOf({ workload, generators = [], lost = [], endedAt }: WorkloadOutcome, shard: number) {
  const gone = lost.find((each) => each.shard === shard)
  return {
    workload: workload.name,
    ...costOf(generators.find((each) => each.shard === shard)),
    lost: gone ? { why: gone.why, fromMs: gone.heardAt, untilMs: endedAt, unrecordedRequests: gone.unrecorded } : null,
  }
}

/** Its threads stand beside what it cost in all. */
function costOf(cost: NonNullable<WorkloadOutcome['generators']>[number] | undefined) {
  if (cost === undefined) return { clientOverhead: null, threads: [] }
  const { threads = [], ...clientOverhead } = cost.clientOverhead
  return { clientOverhead, threads }
}
