import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { type LengthDistribution, lengthKindOf } from '@sagellm-benchmark/protocol-types/shapes'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'

export type DrawnLengths = { readonly promptTokens: number; readonly outputTokens: number }

/** What a request keeps for itself beside a prefix that it shares. */
const OWN_TOKENS = 8

/**
 * The lengths of one request: the workload's own, or drawn from its distributions, cut to what the context window leaves, and never so short
 * that a shared prefix has no room.
 *
 * @param seed - of the request.
 */
export function drawnLengths(workload: WorkloadPlan, seed: number): DrawnLengths {
  const { promptTokens, outputTokens, lengths, sharedPrefixTokens } = workload
  if (!lengths) return { promptTokens, outputTokens }
  const draw = (distribution: LengthDistribution | null, name: string, otherwise: number) =>
    distribution === null
      ? otherwise
      : lengthKindOf(distribution).draw(distribution, createRandom(deriveSeed(seed, 'length', name)))
  const atMost = (length: number, most: number | null) => (most === null ? length : Math.min(length, most))
  const least = sharedPrefixTokens > 0 ? sharedPrefixTokens + OWN_TOKENS : 1
  return {
    promptTokens: Math.max(least, atMost(draw(lengths.prompt, 'prompt', promptTokens), lengths.promptAtMost)),
    outputTokens: atMost(draw(lengths.output, 'output', outputTokens), lengths.outputAtMost),
  }
}
