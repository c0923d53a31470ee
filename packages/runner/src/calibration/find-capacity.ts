import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { CapacityFile, CapacityStep, Carried } from './capacity-file.js'
import { machineFingerprint } from './machine-fingerprint.js'
import {
  type CalibrationLoad,
  type MeasureStepOptions,
  measureStep,
  type StartCalibrationServer,
  type StepMeasurement,
} from './measure-step.js'

export type FindCapacityOptions = {
  readonly startServer: StartCalibrationServer
  readonly transport: MeasureStepOptions['transport']
  readonly workers: number
  /** Tokens a second of each stream, slowest first; for each the most streams are looked for. */
  readonly rates: readonly number[]
  /** Streams to begin with. @default 16 */
  readonly fewest?: number
  readonly most: number
  /** Largest lateness (p99) that is carried, ms. @default latenessLimitMs */
  readonly limitMs?: number | null
  /** Length of each step. */
  readonly seconds: number
  /** No step begins after this, ms. @default none */
  readonly budgetMs?: number
  readonly onStep?: (step: CapacityStep) => void
  readonly signal?: AbortSignal
  /** @default systemClock() */
  readonly clock?: Clock
  /** Measures one load. @default measureStep */
  readonly measure?: (load: CalibrationLoad, options: MeasureStepOptions) => Promise<StepMeasurement>
}

/** Attempts of a load that is not carried, because other work on the machine may be the cause. */
const ATTEMPTS = 3
/** The search ends when the first load that was not carried has so many times the streams of the last that was. */
const CLOSE = 1.25
/** A server that comes to less of its rate is at its own limit. */
const KEPT_RATE = 0.95
const LATE_READ_MS = 10
const LATE_STAMP_MS = 1

/**
 * The bound of a client's lateness (p99) where none is given. Of reads it is that of the event loop in a run, 10 ms, and at most half of the time between two
 * tokens, so that they are not merged; of stamps that the client takes itself it is that of a calibration, 1 ms.
 */
export function latenessLimitMs(
  { tokensPerSecond }: Pick<CalibrationLoad, 'tokensPerSecond'>,
  stampedBy: 'kernel' | 'client',
): number {
  return stampedBy === 'client' ? LATE_STAMP_MS : Math.min(LATE_READ_MS, 500 / tokensPerSecond)
}

/**
 * Finds how many streams the client of this machine keeps up with: for each rate they are doubled until the lateness passes its
 * bound, a request fails or the server cannot write so much, and the interval is then halved until it is a quarter wide.
 *
 * @throws BenchError `internal` when client and server cannot be compared, and whatever `startServer` throws.
 */
export async function findCapacity(options: FindCapacityOptions): Promise<CapacityFile> {
  const { rates, workers, clock = systemClock(), budgetMs = Number.POSITIVE_INFINITY, fewest = 16, most } = options
  const measuredAt = new Date(clock.unixMs()).toISOString()
  const endsAt = clock.now() + budgetMs
  const search: Search = { ...options, clock, endsAt, steps: [], used: options.transport }
  const carried: Carried[] = []
  let tokensASecond = 0
  for (const tokensPerSecond of rates) {
    // About half of what a slower rate came to is carried most likely.
    const first = Math.max(fewest, Math.round(tokensASecond / tokensPerSecond / 2))
    const found = await mostOfRate(tokensPerSecond, Math.min(first, most), search)
    carried.push(found)
    tokensASecond = Math.max(tokensASecond, found.streams * tokensPerSecond)
  }
  const { used: transport, steps } = search
  const machine = machineFingerprint({ transport, workers })
  return { schemaVersion: 1, measuredAt, ...machine, transport, workers, steps, carried }
}

type Search = FindCapacityOptions & {
  readonly clock: Clock
  readonly endsAt: number
  readonly steps: CapacityStep[]
  /** The transport that `auto` came to. */
  used: string
}

async function mostOfRate(tokensPerSecond: number, first: number, search: Search): Promise<Carried> {
  let held = 0
  let failed: CapacityStep | null = null
  for (let streams: number | null = first; streams !== null; ) {
    const step = await bestAttempt({ streams, tokensPerSecond }, search)
    if (step === null) return { tokensPerSecond, streams: held, endedBy: 'time' }
    search.steps.push(step)
    search.onStep?.(step)
    if (step.beyond === null) held = streams
    else failed = step
    streams = nextStreams(held, failed?.streams ?? null, search.most)
  }
  return { tokensPerSecond, streams: held, endedBy: failed?.beyond ?? 'largest' }
}

/**
 * The number of streams to try next; `null`: the limit is known.
 *
 * @param held - the most that was carried; 0: none.
 * @param failed - the fewest that was not; `null`: none.
 */
export function nextStreams(held: number, failed: number | null, most: number): number | null {
  if (failed === null) return held >= most ? null : Math.min(most, held * 2)
  if (held === 0) return failed === 1 ? null : Math.max(1, Math.floor(failed / 4))
  if (failed <= held * CLOSE || failed - held === 1) return null
  return Math.round(Math.sqrt(held * failed))
}

/** `null`: the time was over before a first attempt. */
async function bestAttempt(load: CalibrationLoad, search: Search): Promise<CapacityStep | null> {
  const { startServer, transport, workers, seconds, signal, measure = measureStep, clock, endsAt } = search
  let best: CapacityStep | null = null
  for (let attempts = 1; attempts <= ATTEMPTS && clock.now() < endsAt; attempts += 1) {
    signal?.throwIfAborted()
    const options = { startServer, transport, workers, seconds, ...(signal ? { signal } : {}) }
    const measured = await measure(load, options)
    search.used = measured.transport
    const step = stepOf(measured, search.limitMs ?? null)
    best = { ...(best === null || better(step, best) ? step : best), attempts }
    if (best.beyond === null) break
  }
  return best
}

function stepOf(measured: StepMeasurement, given: number | null): Omit<CapacityStep, 'attempts'> {
  const { streams, tokensPerSecond, achievedTokensPerSecond, failedRequests, cpuShare } = measured
  const { readLatenessP99Ms, errorP99Ms } = measured
  const latenessP99Ms = readLatenessP99Ms ?? errorP99Ms
  const limitMs = given ?? latenessLimitMs(measured, readLatenessP99Ms === null ? 'client' : 'kernel')
  const step = { streams, tokensPerSecond, achievedTokensPerSecond, latenessP99Ms, limitMs, failedRequests, cpuShare }
  return { ...step, beyond: beyondOf(step) }
}

function beyondOf(step: Omit<CapacityStep, 'attempts' | 'beyond'>): CapacityStep['beyond'] {
  const { failedRequests, latenessP99Ms, limitMs, achievedTokensPerSecond, tokensPerSecond } = step
  if (failedRequests > 0) return 'failures'
  if (latenessP99Ms === null || latenessP99Ms > limitMs) return 'lateness'
  return (achievedTokensPerSecond ?? 0) < KEPT_RATE * tokensPerSecond ? 'server' : null
}

function better(a: Omit<CapacityStep, 'attempts'>, b: CapacityStep): boolean {
  if (a.beyond === null || b.beyond === null) return a.beyond === null
  if (a.failedRequests !== b.failedRequests) return a.failedRequests < b.failedRequests
  return (a.latenessP99Ms ?? Number.POSITIVE_INFINITY) < (b.latenessP99Ms ?? Number.POSITIVE_INFINITY)
}
