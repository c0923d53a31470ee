import type { RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { shardPlanHash } from '@sagellm-benchmark/runner/shards'
import { checkedPlan } from '../run/checked-plan.js'
import { joinAsShard, type JoinedRun, type JoinRunOptions } from './join-as-shard.js'

/**
 * Sends the part of a run that falls to this process; shard 0, which calls `run` with `shards`, makes the requests and keeps the records.
 * Nothing is written here, but where each shard keeps its records itself.
 *
 * @throws BenchError `invalid_argument` where shard 0 has another plan or another version; `deadline_exceeded` where it is not there in
 *   time; `unavailable` where it is lost.
 * @example await joinRun(plan, { shard: 1, of: 3, place: { host: 'node-1', port: 7707 }, token })
 */
export function joinRun(given: RunPlanInput, options: JoinRunOptions): Promise<JoinedRun> {
  const plan = checkedPlan(given)
  return joinAsShard({ targets: [{ plans: [plan] }], planHash: shardPlanHash(plan) }, options)
}
