import type { GenerationStep, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'
import type { StreamShape } from '../dialects/stream-shape.js'
import type { AnswerTally } from './answer-tally.js'

/** Fields of every chunk: what the dialect adds, and that the engine is simulated, so that a saved body says it too. */
export function envelopeOf({ envelope }: StreamShape, { identity }: ServedEngine): Record<string, unknown> {
  return { ...envelope, ...(identity.simulated ? { system_fingerprint: 'simulated' } : {}) }
}

/** `usage` in the manner of a dialect. */
export function usageOf(tally: AnswerTally, shape: StreamShape, choice?: number): Record<string, unknown> {
  const completion = choice === undefined ? tally.completionTokens : tally.tokensOf(choice)
  const cached = tally.cachedTokens
  const showCached =
    cached !== null && (shape.cachedTokens === 'always' || (shape.cachedTokens === 'when_positive' && cached > 0))
  return {
    prompt_tokens: tally.promptTokens,
    completion_tokens: completion,
    total_tokens: tally.promptTokens + completion,
    ...(showCached ? { prompt_tokens_details: { cached_tokens: cached } } : {}),
    ...(tally.reasoningTokens > 0 ? { completion_tokens_details: { reasoning_tokens: tally.reasoningTokens } } : {}),
  }
}

/** llama.cpp's `timings`: the server's own view of prompt and answer, ms, without the wait for a place. */
export function timingsOf(tally: AnswerTally): Record<string, number> {
  const cached = tally.cachedTokens ?? 0
  const prompt = tally.promptTokens - cached
  const promptMs = tally.firstAtMs === null ? 0 : tally.firstAtMs - tally.receivedAtMs - tally.queuedMs
  const predicted = tally.completionTokens
  const predictedMs = tally.lastAtMs - (tally.firstAtMs ?? tally.lastAtMs)
  return {
    cache_n: cached,
    prompt_n: prompt,
    prompt_ms: promptMs,
    prompt_per_token_ms: prompt > 0 ? promptMs / prompt : 0,
    prompt_per_second: promptMs > 0 ? (prompt / promptMs) * 1000 : 0,
    predicted_n: predicted,
    predicted_ms: predictedMs,
    predicted_per_token_ms: predicted > 0 ? predictedMs / predicted : 0,
    predicted_per_second: predictedMs > 0 ? (predicted / predictedMs) * 1000 : 0,
  }
}

/** The wire's word for how a choice ended: a forced tool call ends as `tool_calls`. */
export function finishReasonOf(step: GenerationStep): string | null {
  return step.channel === 'tool_arguments' && step.finishReason === 'stop' ? 'tool_calls' : step.finishReason
}

/**
 * `logprobs.content`: one entry a token, so that a client can count tokens exactly. The engine does not give
 * probabilities, so `logprob` is null: not known.
 */
export function logprobsOf(tokenIds: readonly number[], engine: ServedEngine): Record<string, unknown> {
  const content = tokenIds.map((id) => {
    const token = engine.tokenizer.decode([id])
    return { id, token, bytes: [...Buffer.from(token)], logprob: null, top_logprobs: [] }
  })
  return { content }
}
