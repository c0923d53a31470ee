import type { Concurrency } from '../run/concurrency.js'
import type { MeasuredPart } from '../run/measured-part.js'

/** What a formula may know of one successful request: stamps and durations in ms. NaN stands for "not known". */
export type RequestValues = {
  readonly scheduledAt: number
  readonly startAt: number
  readonly firstTokenAt: number
  readonly firstOutputAt: number
  readonly lastTokenAt: number
  readonly promptTokens: number
  readonly outputTokens: number
  /** Mean time between its tokens. */
  readonly tbtMs: number
}

/** What only a run as a whole has. */
export type WholeRun = {
  readonly steadyTps: number | null
  readonly concurrency: Concurrency
  readonly requestedRateRps: number | null
  readonly startRateRps: number | null
  readonly coalescedShare: number | null
}

/**
 * How a metric is computed.
 * - `request`: a value of each successful request, of which the statistics are made; NaN where it is not known.
 * - `chunk`: the gaps between the content chunks of each request.
 * - `part`: one figure of all requests together, of the run and of each of its rounds.
 * - `run`: one figure that only the whole run has.
 * - `engine`: what the engine said about itself.
 */
export type Compute =
  | { readonly per: 'request'; readonly value: (request: RequestValues) => number }
  | { readonly per: 'chunk' }
  | { readonly per: 'part'; readonly value: (part: MeasuredPart) => number | null }
  | { readonly per: 'run'; readonly value: (run: WholeRun) => number | null }
  | { readonly per: 'engine' }
