import type { ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
import type { PrecisionFinding } from '@sagellm-benchmark/protocol-types/loads'
import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { BreakReason } from './error-breaker.js'
import type { DryTakes } from './request-queue.js'
import type { ClockOffsets } from '../overhead/clock-offsets.js'

/** Why no further request of a workload was sent: all were, its time was over, someone asked to stop, it was never begun, its prompts could not be built, it failed too often, or it was known well enough or for long enough. */
export type StopReason =
  | 'requests'
  | 'duration'
  | 'interrupted'
  | 'precision'
  | 'decided'
  | 'not_started'
  | 'prompts_unavailable'
  | BreakReason

/** A shard that was lost while it drove its part of a load. Times on the records' axis. */
export type LostShard = {
  readonly shard: number
  readonly why: string
  /** When the last word of it was heard: from here on its arrivals are missing. */
  readonly heardAt: number
  /** Requests that were sent and of which no record came. */
  readonly unrecorded: number
}

/** What the load engine itself knows of a workload; everything about the target is in the records. Times on the records' axis. */
export type WorkloadOutcome = {
  readonly workload: WorkloadPlan
  readonly stopReason: StopReason
  /** Why nothing was measured, in one sentence; `null` where something was, or the run was ended before. */
  readonly problem: string | null
  readonly startedAt: number | null
  /** First measured request's scheduled time; `null` when none was sent. */
  readonly measuredFrom: number | null
  readonly endedAt: number | null
  /** Records of this process: warm-up included; requests finished before a resume are not counted again. */
  readonly records: number
  readonly failed: number
  readonly cancelledByRun: number
  /** Requests not sent because a resumed run had their record already. */
  readonly skipped: number
  readonly peakInFlight: number
  /** Requests that the load waited for, because none stood ready: its rate is then the pace of building. */
  readonly dry: DryTakes
  readonly clientOverhead: ClientOverhead
  /** Of a plan that is measured until it is precise: what became of it. Rounds that it does not count are no part of the result. */
  readonly precision?: PrecisionFinding
  /** Shards whose part of the load ended before its time. @default none */
  readonly lost?: readonly LostShard[]
  /** What each of several shards cost. @default there is one */
  readonly generators?: readonly ShardCost[]
}

/** What the client of a shard cost. */
export type ShardCost = { readonly shard: number; readonly clientOverhead: ClientOverhead }

export type RunResult = {
  /** True when a signal ended the run before its plan did. */
  readonly interrupted: boolean
  /** True when it continued an earlier run: the records' axis leaves out the time between. */
  readonly resumed: boolean
  readonly workloads: readonly WorkloadOutcome[]
  readonly clockOffsets: ClockOffsets
  readonly observerErrors: readonly Error[]
}
