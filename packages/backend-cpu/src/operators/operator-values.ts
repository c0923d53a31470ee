import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import type { OperatorValues } from './compile-form.js'
import { elements, type OperatorCase } from './define-operator.js'

/** Seeded values for all inputs and weights, uniform in [-1, 1): the range that activations and weights live in. */
export function operatorValues({ inputs, weights }: OperatorCase, seed: number): OperatorValues {
  const random = createRandom(seed)
  return Object.fromEntries(
    Object.entries({ ...inputs, ...weights }).map(([name, dims]) => [
      name,
      Float32Array.from({ length: elements(dims) }, () => 2 * random.uniform() - 1),
    ]),
  )
}
