import { holdSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { BenchError, invalidArgument, type RunPlan } from '@sagellm-benchmark/protocol-types'
import type { ShardRecords } from '@sagellm-benchmark/protocol-types/messages'
import type { Rendezvous, ShardPlace } from '@sagellm-benchmark/runner/shards'
import type { ResolvedIo } from '../io.js'
import { version } from '../version.js'

/** How the machines of a run find one another. */
export type ShardsOptions = {
  /** Shards of the run, all processes together. */
  readonly of: number
  /** Where shard 0 listens. */
  readonly place: ShardPlace
  /** Secret that all shards have; never written. */
  readonly token: string | undefined
  /** How long to wait for the others, seconds. @default 120 */
  readonly waitSeconds?: number
  /** `local`: each shard keeps the records of its own requests, and `mergeShards` makes the result. @default gathered */
  readonly records?: ShardRecords
}

type SharedPlan = { readonly plan: RunPlan; readonly planHash?: string; readonly io: ResolvedIo }

/**
 * Waits for the other shards of a run, hands them over, and ends them whatever happens.
 *
 * @param shards - `null`: this process sends all of the load.
 * @param options.planHash - what all shards have to agree on. @default that of the plan
 * @throws BenchError as `openRendezvous`; `invalid_argument` for a target that no other machine can reach.
 */
export async function withShards<Result>(
  shards: ShardsOptions | null,
  { plan, planHash, io }: SharedPlan,
  use: (rendezvous: Rendezvous | null) => Promise<Result>,
): Promise<Result> {
  if (shards === null) return use(null)
  checkShards(plan, shards)
  const { of, place, token, waitSeconds, records = 'gathered' } = shards
  holdSecrets([token ?? null])
  // Only a run of several machines loads what they say to each other.
  const { openRendezvous, shardPlanHash } = await import('@sagellm-benchmark/runner/shards')
  const rendezvous = await openRendezvous({
    ...{ of, place, token, clock: io.clock, signal: io.signal, say: io.warn },
    own: { version, planHash: planHash ?? shardPlanHash(plan), records },
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
  })
  let why: string | undefined
  try {
    return await use(rendezvous)
  } catch (error) {
    why = (error as Error).message
    throw error
  } finally {
    await rendezvous.close(why)
  }
}

/** @throws BenchError `invalid_argument` for what cannot be shared by machines. */
export function checkShards(
  { target, untilPrecise }: RunPlan,
  { of, records }: Pick<ShardsOptions, 'of' | 'records'>,
): void {
  if (!(Number.isInteger(of) && of >= 1 && of <= 1000)) throw invalidArgument('shards', of, 'give 1 to 1000')
  if (records === 'local' && untilPrecise !== null)
    throw new BenchError('invalid_argument', 'a run until it is precise needs all records while it goes on', {
      hint: 'leave --shard-records local out: shard 0 then gathers them',
    })
  if (target.kind === 'endpoint') return
  throw new BenchError('invalid_argument', `a target of kind ${target.kind} runs in one process`, {
    hint: 'shards share the load of an endpoint: --backend-url URL',
  })
}
