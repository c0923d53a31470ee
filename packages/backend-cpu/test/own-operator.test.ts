import { defineOperator, measureOperators, operatorCase } from '@sagellm-benchmark/backend-cpu/operators'
import { expect, test } from 'vitest'

const size = operatorCase({
  shape: '4',
  inputs: { x: [4] },
  weights: {},
  output: [4],
  flops: 8,
  reference: { name: 'Add', build: (graph, { x }) => graph.add('Add', [x, x]) },
  fused: { name: 'Mul', build: (graph, { x }) => graph.add('Mul', [x, graph.scalar(2)]) },
})

test('an operator of my own is measured, both of its forms', async () => {
  const doubled = defineOperator({
    name: 'Doubled',
    description: 'x + x',
    tolerance: 1e-6,
    sizes: [size],
    small: size,
  })
  const peaks = async () => ({ gflops: 100, gbPerS: 10, callOverheadMs: 0.01, gbPerSAt: async () => 40 })
  const { measurements } = await measureOperators({ iterations: 2, warmup: 0, operators: [doubled], peaks })
  expect(measurements).toMatchObject([{ operator: 'Doubled', equal: true }])
})
