import { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { z } from 'zod'

/** A workload by name, ready to be put into a plan. */
export type Workload = {
  /** What `--workload` names; its file is called the same in lower case, with hyphens. */
  readonly name: string
  readonly description: string
  /** The suites it belongs to. */
  readonly suites: readonly string[]
  readonly plan: WorkloadPlan
}

export type WorkloadDefinition = Omit<z.input<typeof WorkloadPlan>, 'description'> & {
  readonly description: string
  readonly suites: readonly string[]
}

/**
 * Declares a workload. Of the project's own, its file and the list `workloads` are all that knows it; one of a library user
 * goes into a plan as `plan`, or by name through `resolveWorkloads(names, { workloads })`.
 *
 * @throws ZodError for a definition that is not a valid plan: a mistake found on loading.
 */
export function defineWorkload({ suites, ...definition }: WorkloadDefinition): Workload {
  const plan = WorkloadPlan.parse(definition)
  return { name: plan.name, description: plan.description, suites, plan }
}
