import { defineOperator, operatorCase, type OperatorCase } from '../define-operator.js'

type Size = { readonly batch: number; readonly tokens: number; readonly width: number }

const EPSILON = 1e-6

/** x / sqrt(mean(x²) + epsilon) * weight over the last dimension. */
export const rmsNorm = defineOperator({
  name: 'rms_norm',
  description: 'root mean square normalisation: six primitive operators, or one SimplifiedLayerNormalization',
  tolerance: 1e-5,
  sizes: [at({ batch: 4, tokens: 128, width: 4096 })],
  small: at({ batch: 2, tokens: 3, width: 8 }),
})

function at({ batch, tokens, width }: Size): OperatorCase {
  const dims = [batch, tokens, width]
  return operatorCase({
    shape: dims.join('x'),
    inputs: { x: dims },
    weights: { weight: [width] },
    output: dims,
    // Square, sum, divide and scale each element; a root and a few more for each row.
    flops: 4 * batch * tokens * width,
    reference: {
      name: 'primitive RMSNorm',
      build(graph, { x, weight }) {
        const squares = graph.add('Mul', [x, x])
        const mean = graph.add('ReduceMean', [squares, graph.ints([-1])])
        const root = graph.add('Sqrt', [graph.add('Add', [mean, graph.scalar(EPSILON)])])
        return graph.add('Mul', [graph.add('Div', [x, root]), weight])
      },
    },
    fused: {
      name: 'SimplifiedLayerNormalization',
      build: (graph, { x, weight }) =>
        graph.add('SimplifiedLayerNormalization', [x, weight], {
          attributes: { axis: -1, epsilon: { float: EPSILON } },
        }),
    },
  })
}
