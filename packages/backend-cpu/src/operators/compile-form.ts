import { elements, type OperatorCase, type OperatorForm } from './define-operator.js'
import type { Runtime, RuntimeTensor } from './load-runtime.js'
import { onnxGraph } from './onnx/onnx-graph.js'

export type OperatorValues = Readonly<Record<string, Float32Array>>

/** A form of an operator in the runtime, with its inputs in place. */
export interface CompiledForm {
  /** Computes once; the result stays in `result`. */
  run(): Promise<unknown>
  readonly result: Float32Array
  release(): Promise<void>
}

export type CompileOptions = {
  readonly runtime: Runtime
  /** Values of all inputs and weights. */
  readonly values: OperatorValues
  readonly threads: number
}

/**
 * Makes a session of one form. The runtime's own graph optimisation is off: it would fuse the reference form into the very
 * thing it is held against.
 */
export async function compileForm(
  operator: OperatorCase,
  form: OperatorForm,
  { runtime, values, threads }: CompileOptions,
): Promise<CompiledForm> {
  const session = await runtime.InferenceSession.create(modelOf(operator, form, values), {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'disabled',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Fatal only: the runtime writes its other messages straight to the terminal.
    logSeverityLevel: 4,
  })
  const tensor = (name: string, dims: readonly number[]): [string, RuntimeTensor] => [
    name,
    new runtime.Tensor('float32', values[name] as Float32Array, dims),
  ]
  const feeds = Object.fromEntries(Object.entries(operator.inputs).map(([name, dims]) => tensor(name, dims)))
  // The result goes where it was the time before: an allocation a call would be measured too.
  const result = new Float32Array(elements(operator.output))
  const results = { result: new runtime.Tensor('float32', result, operator.output) }
  return { run: () => session.run(feeds, results), result, release: () => session.release() }
}

/** The ONNX model of a form. */
export function modelOf(operator: OperatorCase, form: OperatorForm, values: OperatorValues): Uint8Array {
  const graph = onnxGraph()
  const names: Record<string, string> = {}
  for (const [name, dims] of Object.entries(operator.inputs)) names[name] = graph.input(name, dims)
  for (const [name, dims] of Object.entries(operator.weights)) {
    names[name] = graph.floats(name, dims, values[name] as Float32Array)
  }
  return graph.finish(form.build(graph, names), operator.output)
}
