import { loadText } from '@sagellm-benchmark/protocol-types/loads'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { PlannedPoint, SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { SuiteIo } from '../io.js'

/** Flags that keep a measurement from being part of a claim, with the words that say so. */
export const claimsNothing: Readonly<Partial<Record<FlagName, string>>> = {
  client_saturated: 'the client was at its limit',
  load_not_kept: 'the load was not kept',
  stopped_after_errors: 'it was stopped after errors',
  not_started: 'it was not started',
  prompts_unavailable: 'its prompts could not be counted',
  prompts_ran_dry: 'its prompts were not built in time',
  cache_contaminated: 'the server answered from its prefix cache',
  other_traffic: 'the server had other traffic',
  shard_lost: 'a shard was lost',
}

/** What a point needs of its run. */
type RunOfPoint = Pick<SuiteIo, 'loadKinds'> & {
  readonly header: { readonly createdAt: string }
  readonly workloads: readonly {
    readonly load?: RunPlan['workloads'][number]['load']
    readonly metrics: AggregatedMetrics
  }[]
}

/** A finished run as a point of a sweep. */
export function pointOfRun(
  planned: Pick<PlannedPoint, 'id' | 'settings' | 'anchor'>,
  order: number,
  { workloads, header, loadKinds = [] }: RunOfPoint,
): SweepPoint {
  const [workload] = workloads
  const metrics = workload?.metrics ?? null
  const { id, settings, anchor } = planned
  const load = workload?.load ?? null
  return {
    ...{ id, order, settings, anchor, notStationary: false },
    load: load && loadText(load, { own: loadKinds }),
    measuredAt: header.createdAt,
    metrics: metrics !== null && metrics.successfulRequests > 0 ? metrics : null,
    withheld: metrics === null ? ['nothing was measured'] : withheldReasons(metrics),
  }
}

/** Why a measurement is no part of a claim, by its flags; empty where it is. */
export function withheldReasons(metrics: AggregatedMetrics): string[] {
  if (metrics.successfulRequests === 0) return ['no request succeeded']
  return metrics.flags.flatMap((flag) => {
    const reason = claimsNothing[flag]
    if (reason === undefined) return []
    const details = flag === 'client_saturated' ? (metrics.clientOverhead?.reasons ?? []) : []
    const why = flag === 'load_not_kept' ? metrics.loadNotKept : details
    return [why.length > 0 ? `${reason} (${why.join('; ')})` : reason]
  })
}
