import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { SweepPlan } from '@sagellm-benchmark/protocol-types/sweeps'
import { planHash } from '@sagellm-benchmark/runner/output'
import { shardPlanHash } from '@sagellm-benchmark/runner/shards'
import { joinAsShard, type JoinedRun, type JoinRunOptions } from '../shards/join-as-shard.js'
import { planSweep, type SweepInput } from './plan-sweep.js'

/**
 * Sends the part of each point of a sweep that falls to this process; shard 0, which calls `sweep` with `shards`, makes the requests
 * and keeps the records. All points are measured over one rendezvous.
 *
 * @throws BenchError as `joinRun`.
 */
export function joinSweep(input: SweepInput, options: Omit<JoinRunOptions, 'records' | 'output'>): Promise<JoinedRun> {
  const sweep = planSweep(input)
  const plans = sweep.points.map(({ plan }) => plan) as [RunPlan, ...RunPlan[]]
  return joinAsShard({ targets: [{ plans }], planHash: sharedSweepHash(sweep) }, options)
}

/** What all shards of a sweep have to agree on: its points in their order, without what each process draws for itself. */
export function sharedSweepHash({ points, ratesBetween }: SweepPlan): string {
  return planHash([ratesBetween, ...points.map(({ id, plan }) => [id, shardPlanHash(plan)])])
}
