import type { LoadPlan } from '@sagellm-benchmark/protocol-types'
import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'

export type LoadKind = LoadPlan['kind']
export type LoadOf<Kind extends LoadKind> = Extract<LoadPlan, { kind: Kind }>

/** When requests are due. */
export interface ArrivalProcess<Kind extends LoadKind = LoadKind> {
  /** What `LoadPlan.kind` names; its file is called the same. */
  readonly kind: Kind
  readonly description: string
  /**
   * Whether warm-up requests are the first arrivals of the measured stream, so that it starts without a gap or a
   * burst. Where false, warm-up is a load of its own.
   */
  readonly warmupFlowsOn: boolean
  /**
   * Due times in ms from the start of the load, ascending; `null` where a reply decides. Endless, except for a trace.
   * Everything random comes from `random`.
   */
  dueTimes(load: LoadOf<Kind>, random: RandomSource): Iterable<number | null>
}
