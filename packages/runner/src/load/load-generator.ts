import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { PlannedRequest, RequestRecord, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import type { RecordSink } from './recorder.js'
import type { RequestSource } from './request-source.js'
import type { WorkloadOutcome } from './run-result.js'

/** What drives the load of one workload: this thread through a client, or threads that do nothing else. */
export interface LoadGenerator {
  /** Complete once a workload has started. */
  readonly identity: ClientIdentity
  /** Threads that do nothing but send and stamp; 0: the caller's own sends. */
  readonly threads: number
  drive(options: DriveOptions): Promise<WorkloadOutcome>
  /** Closes the clients and ends the threads. */
  close(): Promise<void>
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
  /** How far this machine's client can be trusted; `null` where it was never measured. */
  readonly calibration: CalibrationFile | null
  /** A target that cannot be connected to fails its requests, as records, instead of ending the run. */
  readonly openMayFail: boolean
  readonly signal: AbortSignal
  readonly stopSignal: AbortSignal
  /** The target is ready and the load begins. */
  readonly onStarted: () => void
  readonly onSend: (planned: PlannedRequest) => void
  readonly onRecord: (record: RequestRecord) => void
}
