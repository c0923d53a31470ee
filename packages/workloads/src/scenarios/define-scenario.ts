import { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { z } from 'zod'

/** A whole load by name: the same name and version always mean the same requests under the same load. */
export type Scenario = {
  /** What `run --scenario` names; its file is called the same. */
  readonly name: string
  /** Raised with any change of the plan, so that results of two versions are never held against each other. */
  readonly version: number
  readonly description: string
  readonly workloads: readonly WorkloadPlan[]
  /** Unmeasured requests before each workload. */
  readonly warmup: number
}

export type ScenarioDefinition = Omit<Scenario, 'workloads'> & {
  readonly workloads: readonly z.input<typeof WorkloadPlan>[]
}

/**
 * Declares a scenario. Its file and the list `scenarios` are all that knows it.
 *
 * @throws ZodError for a definition that is not a valid plan: a mistake found on loading.
 */
export function defineScenario({ workloads, ...definition }: ScenarioDefinition): Scenario {
  return { ...definition, workloads: workloads.map((each) => WorkloadPlan.parse(each)) }
}
