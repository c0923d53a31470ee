import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { comparedLoads, type ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import type { ComparedEndpoint } from './comparison-request.js'

/** A plan for opening a target of a comparison alone: what is sent comes round by round. */
export function planToOpen(target: ComparedEndpoint['target'], plan: ComparisonPlan): RunPlan {
  const [load] = comparedLoads(plan)
  const workloads = plan.scenarios.slice(0, 1).map((scenario) => ({ ...scenario, requests: 1, load: load?.load }))
  return RunPlan.parse({ target, workloads, timeouts: plan.timeouts, seed: plan.seed })
}
