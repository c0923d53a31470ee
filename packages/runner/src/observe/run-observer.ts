import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { PlannedRequest, RequestRecord, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { RunResult, WorkloadOutcome } from '../load/run-result.js'

/**
 * Who watches a run: progress display, live page, aggregator. Called in the order of events, on the load engine's own
 * thread: be quick. An observer that throws is noted in `RunResult.observerErrors` and the run goes on.
 */
export interface RunObserver {
  /** Before anything is opened or built; `at` as everywhere on the records' axis. */
  onStart?(event: { readonly plan: RunPlan; readonly at: number }): void
  /** A request of a workload stands ready, before its load begins: `built` of `total`, which is `null` where only time ends the load. */
  onBuild?(event: {
    readonly workload: WorkloadPlan
    /** Place in the plan, from 0. */
    readonly index: number
    readonly built: number
    readonly total: number | null
  }): void
  /** The target is ready, the load begins. Not called for a workload that has nothing to send. */
  onWorkloadStart?(event: {
    readonly workload: WorkloadPlan
    /** Place in the plan, from 0. */
    readonly index: number
    readonly at: number
    readonly identity: ClientIdentity
    /** Requests of it that an earlier run, now resumed, had finished. */
    readonly finishedBefore: number
  }): void
  /** A request is handed to the client. On the hot path: count, do nothing else. */
  onSend?(planned: PlannedRequest): void
  /** A request has ended and its record is on disk. */
  onRecord?(record: RequestRecord): void
  onWorkloadEnd?(outcome: WorkloadOutcome): void
  onEnd?(result: RunResult): void
}
