import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { OperatorMeasurement } from '@sagellm-benchmark/protocol-types/performance'
import { compareResults } from './compare-results.js'
import { compileForm, type CompiledForm } from './compile-form.js'
import { leastBytes, type Operator, type OperatorCase } from './define-operator.js'
import type { Runtime } from './load-runtime.js'
import { operatorValues } from './operator-values.js'

/** Below it a sample is mostly the clock and the way into the runtime; short operators are called until it is reached. */
const SAMPLE_MS = 2
const MAX_CALLS = 1000

export type PairOptions = {
  readonly runtime: Runtime
  readonly iterations: number
  readonly warmup: number
  readonly threads: number
  readonly seed: number
  readonly clock: Clock
  readonly signal: AbortSignal | null
}

/**
 * Measures both forms of an operator at one size in turn, reference first and last of every four samples (A B B A), so that
 * a machine that speeds up or slows down on the way favours neither.
 */
export async function measurePair(
  operator: Operator,
  size: OperatorCase,
  options: PairOptions,
): Promise<Omit<OperatorMeasurement, 'peakGbPerS'>> {
  const { iterations, clock, signal } = options
  const compile = { ...options, values: operatorValues(size, options.seed) }
  const reference = await compileForm(size, size.reference, compile)
  const fused = await compileForm(size, size.fused, compile)
  try {
    await Promise.all([reference.run(), fused.run()])
    const difference = compareResults(reference.result, fused.result)
    const callsPerSample = await warmUp([reference, fused], options)

    const baselineMs: number[] = []
    const optimizedMs: number[] = []
    for (let iteration = 0; iteration < iterations; iteration += 1) {
      signal?.throwIfAborted()
      const order = [
        { form: reference, into: baselineMs },
        { form: fused, into: optimizedMs },
      ]
      if (iteration % 2 === 1) order.reverse()
      for (const { form, into } of order) into.push(await timeCalls(form, callsPerSample, clock))
    }
    return {
      operator: operator.name,
      shape: size.shape,
      baselineName: size.reference.name,
      optimizedName: size.fused.name,
      baselineMs,
      optimizedMs,
      callsPerSample,
      flops: size.flops,
      bytes: leastBytes(size),
      maxAbsDifference: finite(difference.maxAbsDifference),
      maxRelDifference: finite(difference.maxRelDifference),
      tolerance: operator.tolerance,
      equal: difference.maxRelDifference <= operator.tolerance,
    }
  } finally {
    await reference.release()
    await fused.release()
  }
}

/** Mean time of a call, ms. */
export async function timeCalls(form: Pick<CompiledForm, 'run'>, calls: number, clock: Clock): Promise<number> {
  const start = clock.now()
  for (let call = 0; call < calls; call += 1) await form.run()
  return (clock.now() - start) / calls
}

/** How many calls make a sample that is long enough, by the fastest call seen. */
export function callsFor(fastestMs: number): number {
  if (!(fastestMs > 0)) return MAX_CALLS
  return Math.min(MAX_CALLS, Math.max(1, Math.ceil(SAMPLE_MS / fastestMs)))
}

/** Calls both forms as often as asked, at least once, and says how many calls a sample needs. */
async function warmUp(forms: readonly CompiledForm[], { warmup, clock, signal }: PairOptions): Promise<number> {
  let fastest = Infinity
  for (let call = 0; call < Math.max(1, warmup); call += 1) {
    signal?.throwIfAborted()
    for (const form of forms) fastest = Math.min(fastest, await timeCalls(form, 1, clock))
  }
  return callsFor(fastest)
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
