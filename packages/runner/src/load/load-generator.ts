import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { PlannedRequest, RequestRecord, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import type { OverheadSample } from '../overhead/overhead-monitor.js'
import type { RecordSink } from './recorder.js'
import type { RequestSource } from './request-source.js'
import type { WorkloadOutcome } from './run-result.js'

/** What drives the load of one workload: this thread through a client, or several worker threads. */
export interface LoadGenerator {
  /** Complete once a workload has started. */
  readonly identity: ClientIdentity
  /** Threads that send. */
  readonly threads: number
  drive(options: DriveOptions): Promise<DrivenLoad>
}

export type DriveOptions = {
  readonly plan: RunPlan
  readonly workload: WorkloadPlan
  /** What is known of the workload's load. */
  readonly loadKind: LoadKind
  readonly requests: RequestSource
  readonly sink: RecordSink | null
  /** Added to every stamp of a record: a resumed run continues the axis of the earlier one. */
  readonly shiftMs: number
  readonly finished: ReadonlySet<string>
  /** Measured time that an interrupted run has already used of the duration. */
  readonly usedMs: number
  /** Where this thread drives a part of an open loop: due time of the whole's first measured request. */
  readonly firstDueMs?: number | null
  readonly signal: AbortSignal
  readonly stopSignal: AbortSignal
  /** The target is ready and the load begins. */
  readonly onStarted: () => void
  readonly onSend: (planned: PlannedRequest) => void
  readonly onRecord: (record: RequestRecord) => void
}

/** The outcome of a workload before its client is judged. */
export type DrivenLoad = Omit<WorkloadOutcome, 'clientOverhead'> & {
  readonly sample: OverheadSample
  /** Of measured open-loop requests. */
  readonly latenessMs: Float64Array
}
