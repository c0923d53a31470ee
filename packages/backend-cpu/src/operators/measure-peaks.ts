import type { Clock } from '@sagellm-benchmark/protocol-types'
import { compileForm } from './compile-form.js'
import { elements, leastBytes, operatorCase, type OperatorCase, type OperatorForm } from './define-operator.js'
import type { Runtime } from './load-runtime.js'
import { callsFor, timeCalls } from './measure-pair.js'

export type PeakOptions = {
  readonly runtime: Runtime
  readonly threads: number
  readonly clock: Clock
  /** Sides of the matrices; the fastest counts. @default 512, 768, 1024 */
  readonly sides?: readonly number[]
  /** Three arrays together, beyond the caches of one socket. @default 192 MiB */
  readonly largeBytes?: number
}

const ROUNDS = 3

/** What this machine can do in this runtime with these threads: measured, not read from a data sheet. */
export interface Peaks {
  /** Fastest product of two matrices, 10^9 floating-point operations a second. */
  readonly gflops: number
  /** Fastest addition of arrays too large for any cache, 10^9 bytes a second; two reads and a write, as in STREAM. */
  readonly gbPerS: number
  /** A call that computes nothing, ms. */
  readonly callOverheadMs: number
  /** The same addition with a working set of about so many bytes, which may lie in a cache. Measured once a size. */
  gbPerSAt(bytes: number): Promise<number>
}

/** Measures the peaks that operators are held against. */
export async function measurePeaks(options: PeakOptions): Promise<Peaks> {
  const { sides = [512, 768, 1024], largeBytes = 3 * 2 ** 26 } = options
  const known = new Map<number, number>()
  const gbPerSAt = async (bytes: number): Promise<number> => {
    const rounded = 2 ** Math.round(Math.log2(Math.min(bytes, largeBytes)))
    const found = known.get(rounded) ?? (await additionSpeed(rounded, options))
    known.set(rounded, found)
    return found
  }
  let gflops = 0
  for (const side of sides) {
    const product = matrixProduct(side)
    gflops = Math.max(gflops, product.flops / ((await fastestCallMs(product, options)) * 1e6))
  }
  return {
    gflops,
    gbPerS: await additionSpeed(largeBytes, options),
    callOverheadMs: await fastestCallMs(nothing(), options),
    gbPerSAt,
  }
}

async function additionSpeed(bytes: number, options: PeakOptions): Promise<number> {
  const sum = addition(Math.max(1, Math.floor(bytes / 12)))
  return leastBytes(sum) / ((await fastestCallMs(sum, options)) * 1e6)
}

/** The best of some rounds: a peak is what was reached once, not what is usual. */
async function fastestCallMs(operator: OperatorCase, options: PeakOptions): Promise<number> {
  const dims = Object.entries({ ...operator.inputs, ...operator.weights })
  const ones = dims.map(([name, each]) => [name, new Float32Array(elements(each)).fill(1)])
  const form = await compileForm(operator, operator.fused, { ...options, values: Object.fromEntries(ones) })
  try {
    await form.run()
    const calls = callsFor(await timeCalls(form, 1, options.clock))
    let fastest = Infinity
    for (let round = 0; round < ROUNDS; round += 1) {
      fastest = Math.min(fastest, await timeCalls(form, calls, options.clock))
    }
    return fastest
  } finally {
    await form.release()
  }
}

function matrixProduct(side: number): OperatorCase {
  const square = [side, side]
  const flops = 2 * side ** 3
  return alone(
    { shape: `${side}x${side}`, inputs: { x: square }, weights: { weight: square }, output: square, flops },
    { name: 'MatMul', build: (graph, { x, weight }) => graph.add('MatMul', [x, weight]) },
  )
}

function addition(length: number): OperatorCase {
  const dims = [length]
  return alone(
    { shape: String(length), inputs: { x: dims, y: dims }, weights: {}, output: dims, flops: length },
    { name: 'Add', build: (graph, { x, y }) => graph.add('Add', [x, y]) },
  )
}

function nothing(): OperatorCase {
  return alone(
    { shape: '1', inputs: { x: [1] }, weights: {}, output: [1], flops: 1 },
    { name: 'Identity', build: (graph, { x }) => graph.add('Identity', [x]) },
  )
}

/** An operator that is held against nothing. */
function alone<Inputs extends string, Weights extends string>(
  given: Omit<OperatorCase<Inputs, Weights>, 'reference' | 'fused'>,
  form: OperatorForm<NoInfer<Inputs | Weights>>,
): OperatorCase {
  return operatorCase({ ...given, reference: form, fused: form })
}
