import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { type Share, shareOf } from '@sagellm-benchmark/protocol-types/loads'

/** A worker's part of what a plan says once for all: the warm-up, and the connections opened ahead. */
export function sharePlan(plan: Pick<RunPlan, 'target' | 'warmup'>, share: Share): Pick<RunPlan, 'target' | 'warmup'> {
  // A warm-up by requests ends where the coordinator stops dealing.
  const requests = plan.warmup.seconds > 0 ? shareOf(plan.warmup.requests, share) : Number.MAX_SAFE_INTEGER
  return { target: shareTarget(plan.target, share), warmup: { ...plan.warmup, requests } }
}

function shareTarget(target: RunPlan['target'], share: Share): RunPlan['target'] {
  if (target.kind !== 'endpoint' || target.connectionsAhead === null) return target
  return { ...target, connectionsAhead: shareOf(target.connectionsAhead, share) }
}
