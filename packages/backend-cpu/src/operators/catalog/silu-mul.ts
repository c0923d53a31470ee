import { defineOperator, operatorCase, type OperatorCase } from '../define-operator.js'

type Size = { readonly batch: number; readonly tokens: number; readonly width: number }

/** gate * sigmoid(gate) * up: the gated activation of Llama's and Qwen's feed-forward part. */
export const siluMul = defineOperator({
  name: 'silu_mul',
  description: 'gated SiLU: Sigmoid, Mul and Mul, or QuickGelu (with alpha 1 the same function) and Mul',
  tolerance: 1e-5,
  sizes: [at({ batch: 4, tokens: 128, width: 2048 })],
  small: at({ batch: 2, tokens: 3, width: 8 }),
})

function at({ batch, tokens, width }: Size): OperatorCase {
  const dims = [batch, tokens, width]
  return operatorCase({
    shape: dims.join('x'),
    inputs: { gate: dims, up: dims },
    weights: {},
    output: dims,
    // Exponential, add, divide, two products.
    flops: 5 * batch * tokens * width,
    reference: {
      name: 'Sigmoid + Mul + Mul',
      build: (graph, { gate, up }) => graph.add('Mul', [graph.add('Mul', [gate, graph.add('Sigmoid', [gate])]), up]),
    },
    fused: {
      name: 'QuickGelu(1) + Mul',
      build(graph, { gate, up }) {
        const silu = graph.add('QuickGelu', [gate], { domain: 'contrib', attributes: { alpha: { float: 1 } } })
        return graph.add('Mul', [silu, up])
      },
    },
  })
}
