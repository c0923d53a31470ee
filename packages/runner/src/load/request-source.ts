import type { PlannedRequest, WorkloadPlan } from '@sagellm-benchmark/protocol-types'

/** Requests in the order of their sending; built lazily, so that a run of any length needs little memory. */
export type Requests = Iterable<PlannedRequest> | AsyncIterable<PlannedRequest>

/**
 * What a workload sends. Both sequences depend on plan and seed alone: asked again, they give the same requests.
 *
 * `dueAtMs` of open-loop requests lies on one axis for warm-up and all rounds, from the start of the workload's load.
 */
export interface RequestSource {
  /** Unmeasured requests. Endless where the warm-up is a time: the load engine takes as many as fit into it. */
  warmup(workload: WorkloadPlan): Requests
  /** The measured requests of every round, in order. */
  measured(workload: WorkloadPlan): Requests
  /** The load begins: from now on the source asks nothing of the engine under test. Resolves when it has stopped asking. */
  loadBegins?(): Promise<void>
  /** The load has ended. */
  loadEnds?(): void
}

/**
 * A source from one list: for library callers and tests that have their requests at hand.
 *
 * @example requestsFrom(planned) // phases and workloads are distinguished by the requests' own fields
 */
export function requestsFrom(requests: readonly PlannedRequest[]): RequestSource {
  const select = (workload: WorkloadPlan, phase: PlannedRequest['phase']) =>
    requests.filter((each) => each.workload === workload.name && each.phase === phase)
  return {
    warmup: (workload) => select(workload, 'warmup'),
    measured: (workload) => select(workload, 'measured'),
  }
}
