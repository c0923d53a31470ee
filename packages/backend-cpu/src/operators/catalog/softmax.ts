import { defineOperator, operatorCase, type OperatorCase } from '../define-operator.js'

type Size = { readonly batch: number; readonly heads: number; readonly tokens: number }

/** Softmax over the last dimension of attention scores. */
export const softmax = defineOperator({
  name: 'softmax',
  description: 'softmax over attention scores: five primitive operators, or one Softmax',
  tolerance: 1e-5,
  sizes: [at({ batch: 4, heads: 12, tokens: 128 })],
  small: at({ batch: 1, heads: 2, tokens: 5 }),
})

function at({ batch, heads, tokens }: Size): OperatorCase {
  const dims = [batch, heads, tokens, tokens]
  return operatorCase({
    shape: dims.join('x'),
    inputs: { x: dims },
    weights: {},
    output: dims,
    // Compare, subtract, exponential, sum, divide.
    flops: 5 * batch * heads * tokens * tokens,
    reference: {
      name: 'primitive softmax',
      build(graph, { x }) {
        const last = graph.ints([-1])
        const powers = graph.add('Exp', [graph.add('Sub', [x, graph.add('ReduceMax', [x, last])])])
        return graph.add('Div', [powers, graph.add('ReduceSum', [powers, last])])
      },
    },
    fused: { name: 'Softmax', build: (graph, { x }) => graph.add('Softmax', [x], { attributes: { axis: -1 } }) },
  })
}
