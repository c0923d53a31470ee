import type { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import { sampleLognormal } from './sample-lognormal.js'
import type { Sequence } from './sequence.js'
import type { SimulatorOptions } from './simulator-options.js'
import { createTokenSource } from './token-source.js'

export type Content = { readonly promptIds: readonly number[]; readonly choice: number; readonly ordinal: number }

/** Greedy answers depend on the prompt alone; sampled ones on the request's seed, or differ every time, still reproducibly. */
export function contentLabels(
  request: GenerationRequest,
  { promptIds, choice, ordinal }: Content,
): (string | number)[] {
  let hash = 17
  for (const id of promptIds) hash = (Math.imul(hash, 31) + id) | 0
  const greedy = request.temperature === 0
  return [hash, promptIds.length, choice, greedy ? 'greedy' : (request.seed ?? `sampled-${ordinal}`)]
}

export type TokensForOptions = { readonly options: SimulatorOptions; readonly labels: readonly (string | number)[] }

/** The token source of one choice of a request. */
export function tokensFor(request: GenerationRequest, { options, labels }: TokensForOptions): Sequence['nextToken'] {
  const { extraBody } = request
  const length = createRandom(deriveSeed(options.seed, 'length', ...labels))
  const mean = request.ignoreEos ? null : options.naturalOutputTokens
  return createTokenSource({
    random: createRandom(deriveSeed(options.seed, 'text', ...labels)),
    naturalTokens: mean === null ? null : Math.max(1, Math.round(mean * sampleLognormal(0.5, length))),
    maxTokens: request.maxTokens,
    minTokens: count(extraBody.min_tokens) ?? 0,
    stop: request.stop,
    reasoningTokens: count(extraBody.reasoning_tokens) ?? options.reasoningTokens,
    asToolCall: asksForToolCall(extraBody),
    multibyteShare: options.multibyteShare,
  })
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null
}

/** A tool is called when the request leaves no choice; a model that decides for itself is not simulated. */
function asksForToolCall({ tools, tool_choice: choice }: Record<string, unknown>): boolean {
  return Array.isArray(tools) && tools.length > 0 && (choice === 'required' || typeof choice === 'object')
}
