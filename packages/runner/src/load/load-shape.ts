import type { PlannedRequest, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { Drive, LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { connectionsAhead } from './connections-ahead.js'

/** What driving a load takes, as numbers: the load engine asks this, and never which kind of load it is. */
type ShapeData = {
  readonly drive: Drive
  /** Whether requests have due times. */
  readonly openLoop: boolean
  /** Max requests in flight; `null` without a limit. */
  readonly places: number | null
  /** Over how long the places open one after the other, ms. */
  readonly openingMs: number
  /** Connections to open before the load starts. */
  readonly connections: number
  /** Requests to keep ready. */
  readonly ahead: number
}

export type LoadShape = ShapeData & {
  /** How long a place rests when a request of it has ended, ms. */
  pauseAfterMs(planned: PlannedRequest): number
}

/**
 * What a load kind says of the load of a workload. A pause hangs on the request before it and the plan's seed, so that it is the same
 * for any number of threads and in a resumed run.
 */
export function shapeOf(
  plan: Pick<RunPlan, 'target' | 'rounds' | 'stop' | 'seed'>,
  { workload, loadKind: kind }: { readonly workload: WorkloadPlan; readonly loadKind: LoadKind },
): LoadShape {
  const { load, requests } = workload
  return {
    drive: kind.drive,
    openLoop: kind.openLoop,
    places: kind.places(load),
    openingMs: kind.openingSeconds(load) * 1000,
    connections: connectionsAhead(plan, { workload, loadKind: kind }),
    ahead: kind.ahead(load, requests),
    pauseAfterMs: ({ requestId }) => kind.pauseMs(load, createRandom(deriveSeed(plan.seed, 'pause', requestId))),
  }
}
