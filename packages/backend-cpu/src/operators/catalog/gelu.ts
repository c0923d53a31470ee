import { defineOperator, operatorCase, type OperatorCase } from '../define-operator.js'

type Size = { readonly batch: number; readonly tokens: number; readonly width: number }

/** x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x³))): GPT-2's activation. */
export const gelu = defineOperator({
  name: 'gelu',
  description: 'GELU by its tanh form: nine primitive operators, or one FastGelu',
  tolerance: 1e-5,
  sizes: [at({ batch: 4, tokens: 128, width: 3072 })],
  small: at({ batch: 2, tokens: 3, width: 8 }),
})

function at({ batch, tokens, width }: Size): OperatorCase {
  const dims = [batch, tokens, width]
  return operatorCase({
    shape: dims.join('x'),
    inputs: { x: dims },
    weights: {},
    output: dims,
    flops: 9 * batch * tokens * width,
    reference: {
      name: 'primitive GELU',
      build(graph, { x }) {
        const cube = graph.add('Mul', [graph.add('Mul', [x, x]), x])
        const inner = graph.add('Add', [x, graph.add('Mul', [cube, graph.scalar(0.044715)])])
        const bent = graph.add('Tanh', [graph.add('Mul', [inner, graph.scalar(Math.sqrt(2 / Math.PI))])])
        const half = graph.add('Mul', [x, graph.scalar(0.5)])
        return graph.add('Mul', [half, graph.add('Add', [bent, graph.scalar(1)])])
      },
    },
    fused: { name: 'FastGelu', build: (graph, { x }) => graph.add('FastGelu', [x], { domain: 'contrib' }) },
  })
}
