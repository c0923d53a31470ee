import type { ReportedUsage } from '@sagellm-benchmark/protocol-types'
import type { CompletionUsage } from '@sagellm-benchmark/protocol-types/openai'

/**
 * A usage of the wire under one set of names. What cannot be is not known: a prompt of no tokens, a part that is larger than its
 * whole. Reasoning that the total shows to come on top of the completion (xAI, Gemini) is added to it.
 */
export function reportedUsage(usage: CompletionUsage): ReportedUsage {
  // Ollama's cloud writes 0 for a prompt that it does not count.
  const promptTokens = usage.prompt_tokens || usage.input_tokens || null
  const completion = usage.completion_tokens ?? usage.output_tokens ?? null
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? null
  const totalTokens = usage.total_tokens ?? null
  const parts = (promptTokens ?? 0) + (completion ?? 0) + (reasoning ?? 0)
  const onTop = isLarger(reasoning, completion) && totalTokens === parts
  const cachedTokens = cachedOf(usage)
  return {
    promptTokens,
    completionTokens: onTop ? (completion ?? 0) + (reasoning ?? 0) : completion,
    cachedTokens: isLarger(cachedTokens, promptTokens) ? null : cachedTokens,
    reasoningTokens: isLarger(reasoning, completion) && !onTop ? null : reasoning,
    totalTokens,
  }
}

function isLarger(part: number | null, whole: number | null): boolean {
  return part !== null && whole !== null && part > whole
}

/** The largest that is written in any of the places: gateways put a 0 into their own field beside the engine's. */
function cachedOf(usage: CompletionUsage): number | null {
  const places = [
    usage.prompt_tokens_details?.cached_tokens,
    usage.input_tokens_details?.cached_tokens,
    usage.prompt_cache_hit_tokens,
    usage.cached_tokens,
    usage.cache_read_input_tokens,
  ]
  const known = places.filter((count) => count !== undefined && count !== null)
  return known.length === 0 ? null : Math.max(...known)
}
