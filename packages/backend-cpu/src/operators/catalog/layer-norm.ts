import { defineOperator, operatorCase, type OperatorCase } from '../define-operator.js'

type Size = { readonly batch: number; readonly tokens: number; readonly width: number }

const EPSILON = 1e-5

/** (x - mean) / sqrt(variance + epsilon) * weight + bias over the last dimension. */
export const layerNorm = defineOperator({
  name: 'layer_norm',
  description: 'layer normalisation: nine primitive operators, or one LayerNormalization',
  tolerance: 1e-5,
  sizes: [at({ batch: 4, tokens: 128, width: 768 })],
  small: at({ batch: 2, tokens: 3, width: 8 }),
})

function at({ batch, tokens, width }: Size): OperatorCase {
  const dims = [batch, tokens, width]
  return operatorCase({
    shape: dims.join('x'),
    inputs: { x: dims },
    weights: { weight: [width], bias: [width] },
    output: dims,
    // Sum, subtract, square, sum, divide, scale and shift each element.
    flops: 7 * batch * tokens * width,
    reference: {
      name: 'primitive LayerNorm',
      build(graph, { x, weight, bias }) {
        const centred = graph.add('Sub', [x, graph.add('ReduceMean', [x, graph.ints([-1])])])
        const variance = graph.add('ReduceMean', [graph.add('Mul', [centred, centred]), graph.ints([-1])])
        const root = graph.add('Sqrt', [graph.add('Add', [variance, graph.scalar(EPSILON)])])
        return graph.add('Add', [graph.add('Mul', [graph.add('Div', [centred, root]), weight]), bias])
      },
    },
    fused: {
      name: 'LayerNormalization',
      build: (graph, { x, weight, bias }) =>
        graph.add('LayerNormalization', [x, weight, bias], { attributes: { axis: -1, epsilon: { float: EPSILON } } }),
    },
  })
}
