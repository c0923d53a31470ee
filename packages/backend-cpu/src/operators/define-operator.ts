import type { OnnxGraph } from './onnx/onnx-graph.js'

type Dims = readonly number[]

/** One way to write the function as a graph. */
export interface OperatorForm<Names extends string = string> {
  /** How reports call it, e.g. `MatMul + Add`. */
  readonly name: string
  /**
   * Adds the form's nodes.
   * @param values - names of inputs and weights in the graph.
   * @returns the name of the result.
   */
  build(graph: OnnxGraph, values: Readonly<Record<Names, string>>): string
}

/** An operator at one size: the same function in the form that exports write and in the fused form of the runtime. */
export interface OperatorCase<Inputs extends string = string, Weights extends string = string> {
  /** As reports show it. */
  readonly shape: string
  /** Activations, fed with every call. */
  readonly inputs: Readonly<Record<Inputs, Dims>>
  /** Parameters, constants of the graph as in a model. */
  readonly weights: Readonly<Record<Weights, Dims>>
  readonly output: Dims
  /** Floating-point operations that the function needs, whatever its form; an exponential or a root counts as one. */
  readonly flops: number
  readonly reference: OperatorForm<Inputs | Weights>
  readonly fused: OperatorForm<Inputs | Weights>
}

export interface Operator {
  /** The file's name in snake case. */
  readonly name: string
  readonly description: string
  /**
   * Largest difference at which the forms still count as the same function, as a share of a value or, where values are
   * smaller than that, of the result's root mean square.
   */
  readonly tolerance: number
  /** What is measured. */
  readonly sizes: readonly OperatorCase[]
  /** The same at a few dozen elements, to be checked against plain arithmetic. */
  readonly small: OperatorCase
}

/** One size of an operator; names of inputs and weights are checked where its forms use them. */
export function operatorCase<Inputs extends string, Weights extends string = never>(
  given: OperatorCase<Inputs, Weights>,
): OperatorCase {
  return given as unknown as OperatorCase
}

/** Declares an operator; add it to the list in `catalog/operators.ts`. */
export function defineOperator(operator: Operator): Operator {
  return operator
}

/** Bytes that the function must at least move, whatever its form: operands and result once, as 32-bit floats. */
export function leastBytes({ inputs, weights, output }: OperatorCase): number {
  const dims = [...Object.values(inputs), ...Object.values(weights), output]
  return dims.reduce((sum, each) => sum + 4 * elements(each), 0)
}

export function elements(dims: Dims): number {
  return dims.reduce((product, dim) => product * dim, 1)
}
