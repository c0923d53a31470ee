import type { PlannedRequest, RunPlan } from '@sagellm-benchmark/protocol-types'
import { planRequests } from '../plan/plan-requests.js'
import type { PlanResources } from '../plan/plan-resources.js'

/** Every request of a run: for each workload its warm-up, then its rounds. */
export function* expandPlan(plan: RunPlan, resources: PlanResources = {}): Generator<PlannedRequest, void, undefined> {
  for (const { name: workload } of plan.workloads) {
    yield* planRequests(plan, { workload, phase: 'warmup', round: 0 }, resources)
    for (let round = 0; round < plan.rounds; round += 1) {
      yield* planRequests(plan, { workload, phase: 'measured', round }, resources)
    }
  }
}
