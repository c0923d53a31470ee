import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type {
  BenchErrorCode,
  PlannedRequest,
  RequestPhase,
  RequestRecord,
  RunPlan,
} from '@sagellm-benchmark/protocol-types'
import type { ShareOutcome } from '../load/share-outcome.js'

/** What a load worker is born with. Lives in memory only: the key is never written anywhere. */
export type WorkerBirth = {
  readonly plan: RunPlan
  readonly apiKey: string | null
  /** Module that makes the worker's client; `null` = the OpenAI-compatible client of the plan's target. */
  readonly clientModule: string | null
}

/** A request and the batch it belongs to; `null` in other kinds of load. */
export type DealtRequest = { readonly planned: PlannedRequest; readonly batch: number | null }

/** To a worker. Times are CLOCK_MONOTONIC in ms, the one clock that all threads share. */
export type ToWorker =
  | {
      readonly kind: 'drive'
      /** The plan's workload, with this worker's part of the concurrency. */
      readonly plan: RunPlan
      readonly workloadIndex: number
      readonly usedMs: number
      /** Due time of the schedule's first measured request; `null` where replies decide. */
      readonly firstDueMs: number | null
      /** Records' axis minus CLOCK_MONOTONIC. */
      readonly axisFromMonotonicMs: number
    }
  | {
      readonly kind: 'requests'
      readonly phase: RequestPhase
      readonly dealt: readonly DealtRequest[]
      readonly last: boolean
    }
  | { readonly kind: 'start'; readonly atMonotonicMs: number }
  | { readonly kind: 'release'; readonly batch: number; readonly atMonotonicMs: number }
  | { readonly kind: 'drain' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'close' }

export type FromWorker =
  | { readonly kind: 'want'; readonly phase: RequestPhase; readonly count: number }
  | { readonly kind: 'prepared'; readonly identity: ClientIdentity }
  | { readonly kind: 'batch_ready'; readonly batch: number }
  | { readonly kind: 'sent'; readonly requestIds: readonly string[] }
  | { readonly kind: 'records'; readonly records: readonly RequestRecord[] }
  | { readonly kind: 'driven'; readonly driven: ShareOutcome; readonly identity: ClientIdentity }
  | { readonly kind: 'failed'; readonly code: BenchErrorCode; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'closed' }
