import type { RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'

/**
 * How many connections are opened before a workload's load: what the plan says, else what its kind of load needs. Never more than it
 * has requests, or may have in flight: a connection without a request may hold a thread of the server.
 */
export function connectionsAhead(
  { target, rounds, stop }: Pick<RunPlan, 'target' | 'rounds' | 'stop'>,
  { workload, loadKind }: { readonly workload: WorkloadPlan; readonly loadKind: LoadKind },
): number {
  const { load } = workload
  const requests = stop.byRequests ? workload.requests * rounds : Number.POSITIVE_INFINITY
  const asked = target.kind === 'endpoint' ? target.connectionsAhead : null
  if (asked === null) return loadKind.inFlight(load, requests)
  return Math.min(asked, requests, loadKind.places(load) ?? asked)
}
