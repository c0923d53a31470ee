import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { loadKindOf, type Share, shareOf } from '@sagellm-benchmark/protocol-types/loads'

/**
 * A worker's part of a plan: places of the load are divided, arrival times are not, since each worker is
 * given its own requests of the one schedule.
 */
export function sharePlan(plan: RunPlan, share: Share): RunPlan {
  const workloads = plan.workloads.map((workload) => {
    const load = loadKindOf(workload.load).share(workload.load, share) as typeof workload.load
    return { ...workload, load }
  })
  // A warm-up by requests ends where the coordinator stops dealing.
  const requests = plan.warmup.seconds > 0 ? shareOf(plan.warmup.requests, share) : Number.MAX_SAFE_INTEGER
  const warmup = { ...plan.warmup, requests }
  return { ...plan, target: shareTarget(plan.target, share), workloads, warmup, workers: 1 }
}

function shareTarget(target: RunPlan['target'], share: Share): RunPlan['target'] {
  if (target.kind !== 'endpoint' || target.connectionsAhead === null) return target
  return { ...target, connectionsAhead: shareOf(target.connectionsAhead, share) }
}
