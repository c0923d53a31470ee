import { collectEnvironment } from '@sagellm-benchmark/probes'
import { holdSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { invalidArgument, type RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { SHARD_PROTOCOL, type ShardHello } from '@sagellm-benchmark/protocol-types/messages'
import {
  checkOwnTarget,
  driveForCoordinator,
  joinRendezvous,
  placeText,
  shardPlanHash,
  type ShardReport,
  startShardThread,
} from '@sagellm-benchmark/runner/shards'
import { type ResolvedIo, resolveIo, secretsOf, type SuiteIo } from '../io.js'
import { checkedPlan } from '../run/checked-plan.js'
import { version } from '../version.js'
import { checkShards, type ShardsOptions } from './with-shards.js'

export type JoinRunOptions = SuiteIo &
  ShardsOptions & {
    /** Number of this process, from 1. */
    readonly shard: number
  }

/**
 * Sends the part of a run that falls to this process; shard 0, which calls `run` with `shards`, makes the requests and keeps the records.
 * Nothing is written here.
 *
 * @throws BenchError `invalid_argument` where shard 0 has another plan or another version; `deadline_exceeded` where it is not there in
 *   time; `unavailable` where it is lost.
 * @example await joinRun(plan, { shard: 1, of: 3, place: { host: 'node-1', port: 7707 }, token })
 */
export async function joinRun(given: RunPlanInput, options: JoinRunOptions): Promise<ShardReport> {
  const io = resolveIo(options)
  const plan = checkedPlan(given)
  const { shard, of, place, token, waitSeconds = 120 } = options
  checkShards(plan, options)
  if (!(shard >= 1 && shard < of))
    throw invalidArgument('shard', shard, `give 1 to ${of - 1}; shard 0 is the run itself`)
  holdSecrets([token ?? null])
  const { apiKey, dialectModule, clock, signal } = io
  io.warn(`shard ${shard} of ${of}: looking for shard 0 at ${placeText(place)}`)
  const stream = await joinRendezvous({ place, token, waitSeconds, signal, clock })
  return driveForCoordinator({
    ...{ stream, signal, say: io.warn },
    hello: await helloOf(plan, { shard, of, io }),
    async start(opened) {
      checkOwnTarget(plan.target, opened.target)
      return startShardThread(withOwnKeys(opened, { plan, io }), { apiKey, dialectModule })
    },
  })
}

async function helloOf(
  plan: RunPlan,
  { shard, of, io }: Pick<JoinRunOptions, 'shard' | 'of'> & { readonly io: ResolvedIo },
): Promise<ShardHello> {
  const environment = await collectEnvironment({
    tool: { name: 'sagellm-benchmark', version },
    commandLine: [...io.words],
    secrets: secretsOf(io),
    seed: null,
    clock: io.clock,
    workingFolder: io.cwd,
  })
  return { kind: 'hello', protocol: SHARD_PROTOCOL, shard, of, version, planHash: shardPlanHash(plan), environment }
}

/** The plan as shard 0 opened it, with the headers of this process: keys do not travel. */
function withOwnKeys(opened: RunPlan, { plan, io }: { readonly plan: RunPlan; readonly io: ResolvedIo }): RunPlan {
  if (opened.target.kind !== 'endpoint' || plan.target.kind !== 'endpoint') return opened
  return { ...opened, target: { ...opened.target, headers: { ...plan.target.headers, ...io.secretHeaders } } }
}
