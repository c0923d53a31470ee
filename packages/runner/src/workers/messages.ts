import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { CountableRecord } from '@sagellm-benchmark/clients/endpoint'
import type {
  BenchErrorCode,
  PlannedRequest,
  RequestPhase,
  RunPlan,
  WorkloadPlan,
} from '@sagellm-benchmark/protocol-types'
import type { ShapeData } from '../load/load-shape.js'
import type { ShareOutcome } from '../load/share-outcome.js'
import type { KeyLine } from './key-line.js'

/** What a load worker gets at its start. It stays in memory: the key is never written anywhere. */
export type WorkerBirth = {
  readonly plan: RunPlan
  readonly apiKey: string | null
  /** Where the key expires; `null` where it is one for all of the run. */
  readonly keyLine: KeyLine | null
  /** Secrets, which no text of the worker may hold. */
  readonly secrets: readonly string[]
  /** Module that exports dialects beside those of the project; `null` = none. */
  readonly dialectModule: string | null
  /** Module that makes the worker's client; `null` = the OpenAI-compatible client of the plan's target. */
  readonly clientModule: string | null
}

/** A request with what its load says of it: a load kind is made of functions, which stay with the coordinator. */
export type DealtRequest = {
  readonly planned: PlannedRequest
  /** The batch it belongs to; `null` in other kinds of load. */
  readonly batch: number | null
  /** How long its place rests when it has ended, ms. */
  readonly pauseMs: number
}

/** To a worker. Times are CLOCK_MONOTONIC in ms, the one clock that all threads share. */
export type ToWorker =
  | {
      readonly kind: 'drive'
      /** With this worker's part of a warm-up that lasts a time. */
      readonly plan: RunPlan
      readonly workload: WorkloadPlan
      /** This worker's part of the load. */
      readonly shape: ShapeData
      readonly usedMs: number
      readonly openMayFail: boolean
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
  /** The thread has started. */
  | { readonly kind: 'begun' }
  /** Its client is made, and knows the server. */
  | { readonly kind: 'ready'; readonly identity: ClientIdentity }
  | { readonly kind: 'want'; readonly phase: RequestPhase; readonly count: number }
  | { readonly kind: 'prepared'; readonly identity: ClientIdentity }
  | { readonly kind: 'batch_ready'; readonly batch: number }
  | { readonly kind: 'sent'; readonly requestIds: readonly string[] }
  | { readonly kind: 'records'; readonly records: readonly CountableRecord[] }
  | { readonly kind: 'driven'; readonly driven: ShareOutcome; readonly identity: ClientIdentity }
  | { readonly kind: 'failed'; readonly code: BenchErrorCode; readonly message: string; readonly hint: string | null }
  | { readonly kind: 'closed' }
