import { defineOperator, operatorCase, type OperatorCase } from '../define-operator.js'

type Size = {
  readonly batch: number
  readonly queries: number
  readonly keys: number
  readonly heads: number
  readonly headSize: number
}

/** softmax(q kᵀ / sqrt(headSize)) v for every head, from and to rows of all heads side by side; no mask. */
export const attention = defineOperator({
  name: 'attention',
  description: 'attention of all heads: primitive operators with their transposes, or one MultiHeadAttention',
  tolerance: 1e-4,
  sizes: [
    at({ batch: 4, queries: 128, keys: 128, heads: 12, headSize: 64 }),
    at({ batch: 1, queries: 512, keys: 512, heads: 12, headSize: 64 }),
    // One new token against a cache: what a decode step does.
    at({ batch: 4, queries: 1, keys: 512, heads: 12, headSize: 64 }),
  ],
  small: at({ batch: 2, queries: 3, keys: 5, heads: 2, headSize: 4 }),
})

function at({ batch, queries, keys, heads, headSize }: Size): OperatorCase {
  const width = heads * headSize
  const scores = batch * heads * queries * keys
  return operatorCase({
    shape: `${batch}x${queries}x${keys} ${heads} heads of ${headSize}`,
    inputs: { query: [batch, queries, width], key: [batch, keys, width], value: [batch, keys, width] },
    weights: {},
    output: [batch, queries, width],
    // Two products, and scale and softmax of each score.
    flops: 4 * scores * headSize + 6 * scores,
    reference: {
      name: 'primitive attention',
      build(graph, { query, key, value }) {
        const byHead = (rows: string, perm: readonly number[]) => {
          const split = graph.add('Reshape', [rows, graph.ints([0, 0, heads, headSize])])
          return graph.add('Transpose', [split], { attributes: { perm } })
        }
        const products = graph.add('MatMul', [byHead(query, [0, 2, 1, 3]), byHead(key, [0, 2, 3, 1])])
        const scaled = graph.add('Mul', [products, graph.scalar(1 / Math.sqrt(headSize))])
        const shares = graph.add('Softmax', [scaled], { attributes: { axis: -1 } })
        const mixed = graph.add('MatMul', [shares, byHead(value, [0, 2, 1, 3])])
        const joined = graph.add('Transpose', [mixed], { attributes: { perm: [0, 2, 1, 3] } })
        return graph.add('Reshape', [joined, graph.ints([0, 0, width])])
      },
    },
    fused: {
      name: 'MultiHeadAttention',
      build: (graph, { query, key, value }) =>
        graph.add('MultiHeadAttention', [query, key, value], {
          domain: 'contrib',
          attributes: { num_heads: heads },
        }),
    },
  })
}
