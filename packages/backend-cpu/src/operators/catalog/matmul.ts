import { defineOperator, operatorCase, type OperatorCase } from '../define-operator.js'

/** x yᵀ of two activations, as in attention scores. */
export const matmul = defineOperator({
  name: 'matmul',
  description: 'a product with a transposed activation: Transpose and MatMul, or one FusedMatMul',
  tolerance: 1e-4,
  sizes: [at(256, 256), at(512, 512), at(1024, 1024)],
  small: at(5, 7),
})

function at(rows: number, depth: number): OperatorCase {
  return operatorCase({
    shape: `${rows}x${depth} . ${depth}x${rows}`,
    inputs: { x: [rows, depth], y: [rows, depth] },
    weights: {},
    output: [rows, rows],
    flops: 2 * rows * rows * depth,
    reference: {
      name: 'Transpose + MatMul',
      build: (graph, { x, y }) =>
        graph.add('MatMul', [x, graph.add('Transpose', [y], { attributes: { perm: [1, 0] } })]),
    },
    fused: {
      name: 'FusedMatMul',
      build: (graph, { x, y }) => graph.add('FusedMatMul', [x, y], { domain: 'contrib', attributes: { transB: 1 } }),
    },
  })
}
