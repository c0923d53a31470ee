import type { LiveRequest } from './live-request.js'

/** What the live page is given when it opens. */
export type LivePayload = {
  readonly title: string
  /** Model, target, date and seed: the second line of the pictures. */
  readonly subtitle: string
}

/** One server-sent event: what has happened since the last one. */
export type LiveUpdate = {
  readonly progress: LiveProgress
  /** Measured requests that ended since the last update; the newest only, where there were very many. */
  readonly requests: readonly LiveRequest[]
  /** What the reader must know before the numbers, gravest first: a sentence for every flag that a record or the run bears so far. */
  readonly alerts: readonly string[]
  /** The run is over, this is the last update. */
  readonly ended: boolean
}

/** Where a run is. `null`: not known, or between two workloads. */
export type LiveProgress = {
  readonly workload: string | null
  readonly done: number
  readonly total: number | null
  readonly failed: number
  readonly cancelledByRun: number
  readonly inFlight: number
  readonly rateRps: number | null
  readonly outputTokensPerSecond: number | null
  readonly elapsedMs: number
  readonly etaMs: number | null
}
