import type { RunPlanInput } from '@sagellm-benchmark/protocol-types'
import type { RunResult } from '@sagellm-benchmark/runner'
import { type Rendezvous, shardPlanHash } from '@sagellm-benchmark/runner/shards'
import { checkedPlan } from '../run/checked-plan.js'
import { measureRun } from '../run/measure-run.js'
import { lostShardsOf } from '../run/run.js'
import type { RunOptions } from '../run/run-outcome.js'
import { endPart } from '../run/run-parts.js'
import { headerOf } from '../run/write-run.js'
import { partWorkloads } from '../session/reduce-journal.js'
import type { ServerWatch } from '../session/server-watch.js'
import { type ShardAccount, shardArtifact, shardFolder, writeAccount } from './shard-account.js'
import type { ShardsOptions } from './with-shards.js'

/** What shard 0 of a run kept, of which `mergeShards` makes the result. */
export type KeptRun = {
  readonly folder: string
  /** Of this process. */
  readonly records: number
  readonly interrupted: boolean
  /** Numbers of the shards that were lost while they sent. */
  readonly lostShards: readonly number[]
}

type KeepRunOptions = Omit<RunOptions, 'shards'> & {
  readonly shards: ShardsOptions & { readonly records: 'local' }
}

/**
 * Measures as `run` does, as shard 0 of a run whose shards each keep the records of their own requests. Leaves what this process sent,
 * and what it alone knows of the run, in the folder `shard-0` below `output`; there is no result before `mergeShards`.
 *
 * @throws BenchError as `run`.
 */
export function keepRun(given: RunPlanInput, options: KeepRunOptions): Promise<KeptRun> {
  const output = shardFolder(options.output, 0)
  const planHash = shardPlanHash(checkedPlan(given))
  return measureRun(
    given,
    { ...options, layout: 'folder', output },
    {
      artifacts: [shardArtifact],
      async finish(open, { begun, measured, rendezvous }) {
        const { folder } = open
        const { result, watched, kept } = measured
        const { run, of } = rendezvous as Rendezvous
        const { parts } = await endPart(folder, begun.parts, partWorkloads(result))
        const header = headerOf(open, { ...begun, parts, rendezvous }, measured)
        const told: ShardAccount['told'] = {
          header: {
            ...header,
            scenario: header.scenario ?? null,
            notices: [...header.notices],
            flags: [...header.flags],
          },
          interrupted: result.interrupted,
          unixOffsetMs: result.clockOffsets.toUnixMs,
          dataset: options.asked?.dataset ?? null,
          workloads: result.workloads.map((outcome) => toldOf(outcome, watched)),
        }
        await writeAccount(folder, { run, shard: 0, of, planHash, journal: kept, told })
        return {
          folder,
          records: kept?.records ?? 0,
          interrupted: result.interrupted,
          lostShards: lostShardsOf(result),
        }
      },
    },
  )
}

type Told = NonNullable<ShardAccount['told']>['workloads'][number]

function toldOf(
  {
    workload: { name },
    stopReason,
    startedAt,
    endedAt,
    dry,
    clientOverhead,
    lost = [],
  }: RunResult['workloads'][number],
  { workloads }: Pick<ServerWatch, 'workloads'>,
): Told {
  const { peakMemMb = null, peakMemNote = null, serverCounters = null, slotRelease = null } = workloads.get(name) ?? {}
  const seen = { peakMemMb, peakMemNote, serverCounters, slotRelease }
  return { workload: name, stopReason, startedAt, endedAt, dry: { ...dry }, clientOverhead, lost: [...lost], ...seen }
}
