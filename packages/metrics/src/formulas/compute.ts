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

/** Output while the load was at its target. `estimated`: some requests, such as those that the run cut off, had no token count, and the run's own tokens per chunk stood in for it. */
export type SteadyThroughput = {
  readonly tps: number | null
  readonly estimated: boolean
  /** The same in ten equal slices of the window, in the order of time. */
  readonly slices: readonly number[]
  /** Length of the window in mean durations of a request; `null` where none was answered. */
  readonly durations: number | null
}

/** What a run, a round or a block of rounds comes to before any statistics. */
export type MeasuredPart = {
  /** How many requests ended how. */
  readonly counts: {
    readonly ok: number
    readonly failed: number
    readonly cancelledByRun: number
    readonly cancelledByClient: number
  }
  /** Measured time; `null` where there is none, because nothing can be divided by it. */
  readonly seconds: number | null
  /** Sums over the successful requests; `null` as soon as one is not known. */
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** Sums over those of them whose count is known, for rates; `null` where over 5 % are unknown. */
  readonly knownInputTokens: number | null
  readonly knownOutputTokens: number | null
  /** Successful requests that met every service level; `null` where none was stated, or none could be judged. */
  readonly good: number | null
  /** Successful requests that could not be judged by the service levels; `null` where none was stated. */
  readonly unjudged: number | null
}

/** Requests in flight, failed ones included: time-weighted over the windows, and the maximum at any instant. */
export type Concurrency = { readonly average: number | null; readonly peak: number | null }

/** What only a run as a whole has. */
export type WholeRun = {
  readonly steady: SteadyThroughput
  readonly concurrency: Concurrency
  readonly requestedRateRps: number | null
  readonly startRateRps: number | null
  readonly coalescedShare: number | null
  readonly silentFirstTokenShare: number | null
  readonly tbtLeftOutShare: number | null
  readonly tbtUnusableShare: number | null
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
  | {
      readonly per: 'part'
      readonly value: (part: MeasuredPart) => number | null
      /** Requests that the figure is of. @default those that ended */
      readonly of?: (part: MeasuredPart) => number
    }
  | { readonly per: 'run'; readonly value: (run: WholeRun) => number | null }
  | { readonly per: 'engine' }
