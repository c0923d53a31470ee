import { BenchError, type Clock, invalidArgument, systemClock } from '@sagellm-benchmark/protocol-types'
import type { OperatorMeasurement } from '@sagellm-benchmark/protocol-types/performance'
import { operators as everyOperator } from './catalog/operators.js'
import type { Operator } from './define-operator.js'
import { loadRuntime, type Runtime } from './load-runtime.js'
import { measurePair } from './measure-pair.js'
import { measurePeaks, type PeakOptions, type Peaks } from './measure-peaks.js'

export type OperatorRunOptions = {
  /** Where to compute. @default 'cpu', the only one there is */
  readonly device?: string
  /** Samples of each form; 5 or more give intervals. @default 20 */
  readonly iterations?: number
  /** Calls of each form before the first sample. @default 5 */
  readonly warmup?: number
  /** Threads of one operator. @default 1, as in model runs */
  readonly threads?: number
  /** @default all */
  readonly operators?: readonly Operator[]
  /** Of inputs and weights. @default 0 */
  readonly seed?: number
  /** @default systemClock() */
  readonly clock?: Clock
  /** Ends the run between two samples, with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called before each operator. */
  readonly onProgress?: (progress: OperatorProgress) => void
  /** @default the one that comes with @huggingface/transformers */
  readonly runtime?: Runtime
  /** What the machine can do at most, where it is known already. @default measured */
  readonly peaks?: (options: PeakOptions) => Promise<Peaks>
}

export type OperatorProgress = { readonly done: number; readonly total: number; readonly next: string }

export type OperatorRun = {
  readonly device: string
  /** Inference runtime and version. */
  readonly runtime: string
  readonly threads: number
  readonly peakGflops: number
  readonly peakGbPerS: number
  readonly callOverheadMs: number
  readonly measurements: readonly OperatorMeasurement[]
}

/**
 * Runs each operator in its reference and its fused form through the inference runtime of this machine, in turn, after
 * checking that both compute the same; and measures what the machine can do at most.
 *
 * @throws BenchError `not_found` for a device that is not there, `invalid_argument` for counts out of range, `unavailable`
 * where the runtime is not installed.
 * @example const { measurements } = await measureOperators({ iterations: 20 })
 */
export async function measureOperators(options: OperatorRunOptions = {}): Promise<OperatorRun> {
  const { device = 'cpu', seed = 0, clock = systemClock(), signal = null, operators = everyOperator } = options
  const iterations = wholeNumber('iterations', options.iterations ?? 20, 1)
  const warmup = wholeNumber('warmup', options.warmup ?? 5, 0)
  const threads = wholeNumber('threads', options.threads ?? 1, 1)
  if (device !== 'cpu') throw noSuchDevice(device)
  const runtime = options.runtime ?? loadRuntime()

  const cases = operators.flatMap((operator) => operator.sizes.map((size) => ({ operator, size })))
  const report = (done: number, next: string) => options.onProgress?.({ done, total: cases.length, next })
  report(0, "the machine's peak")
  const peaks = await (options.peaks ?? measurePeaks)({ runtime, threads, clock })

  const measurements: OperatorMeasurement[] = []
  for (const [done, { operator, size }] of cases.entries()) {
    signal?.throwIfAborted()
    report(done, `${operator.name} ${size.shape}`)
    const measured = await measurePair(operator, size, { runtime, iterations, warmup, threads, seed, clock, signal })
    const peakGbPerS = Math.max(await peaks.gbPerSAt(measured.bytes), fastest(measured, measured.bytes))
    measurements.push({ ...measured, peakGbPerS })
  }
  return {
    device,
    runtime: `onnxruntime-node ${runtime.env.versions.node ?? ''}`.trim(),
    threads,
    peakGflops: Math.max(peaks.gflops, ...measurements.map((each) => fastest(each, each.flops))),
    // In a cache a row may move more than memory does: no row of the table lies above the peak over it.
    peakGbPerS: Math.max(peaks.gbPerS, ...measurements.map((each) => each.peakGbPerS ?? 0)),
    callOverheadMs: peaks.callOverheadMs,
    measurements,
  }
}

/** What the fastest sample of either form reached, 10^9 a second: a machine can do at least what it was seen doing. */
function fastest({ baselineMs, optimizedMs }: Samples, amount: number): number {
  return amount / (Math.min(...baselineMs, ...optimizedMs) * 1e6)
}

type Samples = Pick<OperatorMeasurement, 'baselineMs' | 'optimizedMs'>

function noSuchDevice(device: string): BenchError {
  return new BenchError('not_found', `operators cannot be measured on ${JSON.stringify(device)}: no such device here`, {
    hint: 'available: cpu',
  })
}

function wholeNumber(name: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least) {
    throw invalidArgument(name, value, `give a whole number from ${least} up`)
  }
  return value
}
