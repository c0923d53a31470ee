import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import { defineArrival } from './define-arrival.js'
import { pacedFrom } from './paced-from.js'

export const poisson = defineArrival({
  kind: 'poisson',
  description: 'independent users: exponential gaps with mean 1/rate, left as drawn',
  warmupFlowsOn: true,
  dueTimes: (load, random) => pacedFrom(load, exponentialSteps(random)),
})

function* exponentialSteps(random: RandomSource) {
  // 1 - u lies in (0, 1], whose logarithm is finite.
  for (let sum = 0; ; ) yield (sum -= Math.log(1 - random.uniform()))
}
