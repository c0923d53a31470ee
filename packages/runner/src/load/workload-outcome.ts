import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { mergeShares } from './merge-shares.js'
import type { WorkloadOutcome } from './run-result.js'
import { type CostFacts, costOfProcess, judged, shardCosts, worstOf } from './shard-costs.js'
import type { ShareOutcome } from './share-outcome.js'

export type OutcomeFacts = CostFacts & { readonly workload: WorkloadPlan }

/** The outcome of a workload from the shares of all threads that drove it: merged, and the client judged. */
export function workloadOutcome(shares: readonly ShareOutcome[], facts: OutcomeFacts): WorkloadOutcome {
  const { sample, readLateness, latenessMs, measured, stalled, ...merged } = mergeShares(shares)
  const whole = { ...merged, sample, readLateness, latenessMs, measured, stalled }
  const generators = shardCosts(shares, facts)
  const named = generators.map(({ shard, clientOverhead }) => ({ name: `shard ${shard}`, clientOverhead }))
  return {
    workload: facts.workload,
    problem: null,
    ...merged,
    clientOverhead: named.length > 1 ? worstOf(judged(whole, facts), named) : costOfProcess(shares, facts),
    ...(generators.length > 0 ? { generators } : {}),
  }
}
