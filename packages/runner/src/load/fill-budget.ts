import type { RunPlan } from '@sagellm-benchmark/protocol-types'

/**
 * How long the requests of a workload may be built before its load starts, ms. Those of a counted run are all wanted. Those of
 * a run without an end are built as fast as they are sent or the run falls behind, whatever the head start.
 */
export function fillBudgetMs({ stop }: RunPlan): number {
  return stop.byRequests ? Number.POSITIVE_INFINITY : 5_000
}
