import type { RunPlan } from '@sagellm-benchmark/protocol-types'

/** A plan as it goes to a shard. Its headers may hold keys: each shard sends those of its own command. */
export function withoutKeys(plan: RunPlan): RunPlan {
  return plan.target.kind === 'endpoint' ? { ...plan, target: { ...plan.target, headers: {} } } : plan
}
