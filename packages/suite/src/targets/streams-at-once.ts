import type { LoadPlan } from '@sagellm-benchmark/protocol-types'
import { type LoadKind, loadKindOf } from '@sagellm-benchmark/protocol-types/loads'

/** How many answers the largest of some loads has in flight; of arrivals, whose number nobody knows, a few. */
export function streamsAtOnce(loads: readonly LoadPlan[], own: readonly LoadKind[] = []): number {
  return Math.max(1, ...loads.map((load) => loadKindOf(load, own).inFlight(load, Number.POSITIVE_INFINITY)))
}
