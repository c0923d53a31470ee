import { defineOperator, operatorCase, type OperatorCase } from '../define-operator.js'

type Size = { readonly batch: number; readonly tokens: number; readonly from: number; readonly to: number }

/** x W + b over all tokens of a batch. */
export const linear = defineOperator({
  name: 'linear',
  description: 'a projection with bias: MatMul and Add, or one Gemm',
  tolerance: 1e-4,
  sizes: [at({ batch: 4, tokens: 128, from: 768, to: 3072 })],
  small: at({ batch: 2, tokens: 3, from: 8, to: 5 }),
})

function at({ batch, tokens, from, to }: Size): OperatorCase {
  const rows = batch * tokens
  return operatorCase({
    shape: `${batch}x${tokens} ${from}->${to}`,
    // Gemm takes two dimensions, so that both forms get the tokens of all sequences as rows.
    inputs: { x: [rows, from] },
    weights: { weight: [from, to], bias: [to] },
    output: [rows, to],
    flops: 2 * rows * from * to + rows * to,
    reference: {
      name: 'MatMul + Add',
      build: (graph, { x, weight, bias }) => graph.add('Add', [graph.add('MatMul', [x, weight]), bias]),
    },
    fused: { name: 'Gemm', build: (graph, { x, weight, bias }) => graph.add('Gemm', [x, weight, bias]) },
  })
}
