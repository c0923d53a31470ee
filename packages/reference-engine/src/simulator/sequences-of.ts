import type { GenerationRequest, GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { contentLabels, tokensFor } from './request-content.js'
import { sampleLognormal } from './sample-lognormal.js'
import type { Sequence } from './sequence.js'
import type { SimulatorOptions } from './simulator-options.js'

type Arrival = {
  readonly requestId: string
  /** Which request of the engine it is, from 1: part of the seeds, so that equal requests differ. */
  readonly ordinal: number
  readonly arrivedAtMs: number
  readonly promptIds: readonly number[]
  readonly options: SimulatorOptions
  readonly emit: (step: GenerationStep) => void
}

/** The sequences of a request, one a choice. What a request generates and costs follows from seeds alone. */
export function sequencesOf(request: GenerationRequest, arrival: Arrival): Sequence[] {
  const { requestId, ordinal, arrivedAtMs, promptIds, options, emit } = arrival
  const requestNoise = createRandom(deriveSeed(options.seed, 'request-noise', ordinal))
  const noise = sampleLognormal(options.requestNoiseCv, requestNoise)
  return Array.from({ length: request.choices }, (_, choice) => {
    const labels = contentLabels(request, { promptIds, choice, ordinal })
    return {
      requestId,
      choice,
      arrivedAtMs,
      promptIds,
      maxTokens: request.maxTokens,
      nextToken: tokensFor(request, { options, labels }),
      draft: createRandom(deriveSeed(options.seed, 'draft', ...labels)),
      noise,
      emit,
      generated: [],
      lease: null,
      computed: 0,
      toCompute: promptIds.length,
      cachedPromptTokens: null,
      queuedMs: null,
      finished: false,
    }
  })
}
