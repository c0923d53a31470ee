import type { CalibrationFile, CalibrationStep } from '@sagellm-benchmark/protocol-types/artifacts'
import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { machineFingerprint } from './machine-fingerprint.js'
import {
  type CalibrationLoad,
  type MeasureStepOptions,
  measureStep,
  type StartCalibrationServer,
  type StepMeasurement,
} from './measure-step.js'

export type CalibrateOptions = {
  readonly startServer: StartCalibrationServer
  /** @default 'auto' */
  readonly transport?: MeasureStepOptions['transport']
  /** @default 1 */
  readonly workers?: number
  /** What the server does; noted in the result. @default 'aligned' */
  readonly regime?: CalibrationFile['regime']
  /** Loads to try, lightest first. @default calibrationLadder */
  readonly ladder?: readonly CalibrationLoad[]
  /** Largest p99 stamp error that passes, ms. @default 1 */
  readonly limitMs?: number
  /** Length of each step, seconds. @default 3 */
  readonly seconds?: number
  /** No step begins after this, ms, so that a calibration ends on a busy machine too. @default none */
  readonly budgetMs?: number
  readonly onStep?: (step: CalibrationStep) => void
  readonly signal?: AbortSignal
  /** @default systemClock() */
  readonly clock?: Clock
  /** Measures one load. @default measureStep */
  readonly measure?: (load: CalibrationLoad, options: MeasureStepOptions) => Promise<StepMeasurement>
}

/** From a single slow stream to more streams than one core can stamp well. */
export const calibrationLadder: readonly CalibrationLoad[] = [
  { streams: 1, tokensPerSecond: 20 },
  { streams: 8, tokensPerSecond: 50 },
  { streams: 16, tokensPerSecond: 50 },
  { streams: 32, tokensPerSecond: 50 },
  { streams: 64, tokensPerSecond: 50 },
  { streams: 128, tokensPerSecond: 50 },
  { streams: 256, tokensPerSecond: 50 },
  { streams: 512, tokensPerSecond: 50 },
]

/** Attempts of a step that fails, because other work on the machine may be the cause. */
const ATTEMPTS = 3
/** Attempts of the lightest load. It fails because the machine is busy and not because of the client, so it gets more, with rests. */
const ATTEMPTS_AT_LIGHTEST = 9
const REST_MS = 1000

/**
 * Finds the load up to which this machine's client stamps tokens truly: steps up streams times rate against a server
 * whose write times are known, until the p99 error passes the limit. Takes about five seconds a step. A load that fails is tried
 * three times, the lightest nine times, with a rest between the later ones: the best attempt counts.
 *
 * @throws BenchError `internal` when client and server cannot be compared, and whatever `startServer` throws.
 * @example
 * const result = await calibrate({ startServer })
 * await saveCalibration(result)
 */
export async function calibrate(options: CalibrateOptions): Promise<CalibrationFile> {
  const { transport = 'auto', workers = 1, regime = 'aligned', ladder = calibrationLadder, limitMs = 1 } = options
  const {
    seconds = 3,
    budgetMs = Number.POSITIVE_INFINITY,
    clock = systemClock(),
    measure = measureStep,
    signal,
  } = options
  const measuredAt = new Date(clock.unixMs()).toISOString()
  const stepOptions = { startServer: options.startServer, transport, workers, seconds, ...(signal ? { signal } : {}) }
  const steps: CalibrationStep[] = []
  const endsAt = clock.now() + budgetMs
  let used: string = transport

  for (const load of ladder) {
    let best: StepMeasurement | null = null
    let attempts = 0
    const allowed = steps.length === 0 ? ATTEMPTS_AT_LIGHTEST : ATTEMPTS
    while (attempts < allowed && (best === null || !passes(best, limitMs)) && clock.now() < endsAt) {
      signal?.throwIfAborted()
      if (attempts >= ATTEMPTS) await clock.sleepUntil(clock.now() + REST_MS, signal)
      const measured = await measure(load, stepOptions)
      if (best === null || better(measured, best)) best = measured
      attempts += 1
    }
    if (best === null) break
    const { transport: found, achievedTokensPerSecond: _, ...figures } = best
    used = found
    const step = { ...figures, attempts, withinLimit: passes(best, limitMs) }
    steps.push(step)
    options.onStep?.(step)
    if (!step.withinLimit) break
  }

  const last = steps.filter(({ withinLimit }) => withinLimit).at(-1)
  const highest = last ? { streams: last.streams, tokensPerSecond: last.tokensPerSecond } : null
  return {
    schemaVersion: 1,
    measuredAt,
    ...machineFingerprint({ transport: used, workers }),
    transport: used,
    workers,
    regime,
    limitMs,
    steps,
    highest,
  }
}

function passes({ errorP99Ms, failedRequests }: StepMeasurement, limitMs: number): boolean {
  return failedRequests === 0 && errorP99Ms !== null && errorP99Ms <= limitMs
}

function better(a: StepMeasurement, b: StepMeasurement): boolean {
  if (a.failedRequests !== b.failedRequests) return a.failedRequests < b.failedRequests
  return (a.errorP99Ms ?? Number.POSITIVE_INFINITY) < (b.errorP99Ms ?? Number.POSITIVE_INFINITY)
}
