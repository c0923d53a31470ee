import type { ClockLine } from '@sagellm-benchmark/protocol-types/messages'

/** One exchange of messages with the clock at the other end. */
type ClockSample = {
  /** Middle of the exchange, CLOCK_MONOTONIC of this machine in ms. */
  readonly atMs: number
  /** Reading of the other clock minus `atMs`. */
  readonly offsetMs: number
  /** Half the round trip: the reading was taken at some moment of it. */
  readonly errorMs: number
}

/** Where the other clock is at a moment, and by how much that can be wrong. */
export type ClockOffset = { readonly offsetMs: number; readonly errorMs: number }

/** How one clock runs against another: fitted to the quickest exchanges, with a bound that holds for every one of them. */
export interface ClockFit {
  add(sample: ClockSample): void
  /** @param atMs - CLOCK_MONOTONIC of this machine. Infinite error before the first sample. */
  at(atMs: number): ClockOffset
  /** The straight line behind that. */
  line(): ClockLine
  /** How much faster the other clock runs, in millionths; `null` where the exchanges do not span enough time to tell. */
  driftPpm(): number | null
  /** The quickest round trip, ms; `null` before the first. */
  leastRoundTripMs(): number | null
}

/** Of the exchanges within so many ms the quickest counts: the others waited somewhere on their way. */
const WINDOW_MS = 2_000
/** Older windows are left out: a clock that is being set right does not run straight for long. */
const WINDOWS = 60
/** No clock of a computer runs faster or slower than this: beyond it the kernel sets it instead. */
const MAX_DRIFT = 500e-6
/** A shorter span tells no drift. */
const SHORTEST_SPAN_MS = 1_000

export function createClockFit(): ClockFit {
  const best: { window: number; sample: ClockSample }[] = []
  let line: ClockLine = {
    fromMs: 0,
    toMs: 0,
    meanMs: 0,
    offsetMs: 0,
    drift: 0,
    driftError: 0,
    errorMs: Number.POSITIVE_INFINITY,
  }
  let least: number | null = null

  return {
    add(sample) {
      const window = Math.floor(sample.atMs / WINDOW_MS)
      const last = best.at(-1)
      if (last?.window !== window) best.push({ window, sample })
      else if (sample.errorMs < last.sample.errorMs) last.sample = sample
      if (best.length > WINDOWS) best.shift()
      least = Math.min(least ?? Number.POSITIVE_INFINITY, 2 * sample.errorMs)
      line = fit(best.map((each) => each.sample))
    },
    at: (atMs) => offsetAt(line, atMs),
    line: () => line,
    driftPpm: () => (line.toMs - line.fromMs >= SHORTEST_SPAN_MS ? line.drift * 1e6 : null),
    leastRoundTripMs: () => least,
  }
}

/** @param atMs - CLOCK_MONOTONIC of the coordinator. */
export function offsetAt(line: ClockLine, atMs: number): ClockOffset {
  const outsideMs = Math.max(0, line.fromMs - atMs, atMs - line.toMs)
  return {
    offsetMs: line.offsetMs + line.drift * (atMs - line.meanMs),
    errorMs: line.errorMs + outsideMs * line.driftError,
  }
}

/** The straight line through the samples, each with the weight of its exactness; the error covers what any of them allows. */
function fit(samples: readonly ClockSample[]): ClockLine {
  const weights = samples.map(({ errorMs }) => 1 / (errorMs * errorMs + 1e-12))
  const total = weights.reduce((sum, each) => sum + each, 0)
  // Relative to the first sample: offsets may be days, and their squares would leave no digits for microseconds.
  const [first] = samples as [ClockSample]
  const mean = (of: (sample: ClockSample) => number) =>
    samples.reduce((sum, sample, at) => sum + (weights[at] as number) * of(sample), 0) / total
  const meanMs = first.atMs + mean(({ atMs }) => atMs - first.atMs)
  const meanOffset = mean(({ offsetMs }) => offsetMs - first.offsetMs)
  const fromMs = first.atMs
  const toMs = (samples.at(-1) as ClockSample).atMs
  const spread = mean(({ atMs }) => (atMs - meanMs) ** 2)
  const together = mean(({ atMs, offsetMs }) => (atMs - meanMs) * (offsetMs - first.offsetMs - meanOffset))
  const spanMs = toMs - fromMs
  const told = spanMs >= SHORTEST_SPAN_MS && spread > 0
  const drift = told ? clamp(together / spread) : 0
  const offsetMs = first.offsetMs + meanOffset
  const residual = (sample: ClockSample) => Math.abs(offsetMs + drift * (sample.atMs - meanMs) - sample.offsetMs)
  const errorMs = Math.max(...samples.map((sample) => residual(sample) + sample.errorMs * (1 + MAX_DRIFT)))
  const driftError = told ? Math.min(2 * MAX_DRIFT, (2 * errorMs) / spanMs) : MAX_DRIFT
  return { fromMs, toMs, meanMs, offsetMs, drift, driftError, errorMs }
}

function clamp(drift: number): number {
  return Math.max(-MAX_DRIFT, Math.min(MAX_DRIFT, drift))
}
