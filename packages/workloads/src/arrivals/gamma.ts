import { type RandomSource, sampleGamma } from '@sagellm-benchmark/protocol-types/random'
import { defineArrival } from './define-arrival.js'
import { pacedFrom } from './paced-from.js'

export const gamma = defineArrival({
  kind: 'gamma',
  description: 'gamma gaps with mean 1/rate and shape `burstiness`: 1 is Poisson, below burstier, above more regular',
  warmupFlowsOn: true,
  dueTimes: (load, random) => pacedFrom(load, gammaSteps(load.burstiness, random)),
})

function* gammaSteps(shape: number, random: RandomSource) {
  for (let sum = 0; ; ) yield (sum += sampleGamma(shape, random) / shape)
}
