import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { runPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { planHash } from '../journal/plan-hash.js'

/**
 * A hash of what all shards of a run have to agree on. What a process draws for itself is left out: the seed and the trace id are those
 * of shard 0, which makes all requests.
 */
export function shardPlanHash(plan: RunPlan): string {
  const { target, seedDrawn } = plan
  const same = {
    ...plan,
    ...(seedDrawn ? { seed: 0 } : {}),
    target: target.kind === 'endpoint' ? { ...target, traceId: null } : target,
  }
  return planHash(runPlanFile.serialize(same))
}
