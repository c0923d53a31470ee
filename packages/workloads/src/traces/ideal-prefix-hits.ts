import { createPrefixTree } from './prefix-tree.js'
import type { Trace } from './trace.js'

/** What a prefix cache without a limit would find of a trace, were each request sent after the one before it had ended. */
export type IdealPrefixHits = {
  /** Prompt tokens of each request that are found. */
  readonly cachedTokens: readonly number[]
  /** All tokens found, of all prompt tokens; `null` without prompt tokens. */
  readonly hitRate: number | null
}

/**
 * The prefix hits of an infinite cache, by the block ids of a trace. A cache finds whole blocks of its own, and never a whole
 * prompt: the last token is always computed.
 *
 * @param cacheBlock - tokens a block of the cache; 1 for a cache of single tokens. @default the trace's own block
 * @param requests - only so many requests, from the first. @default all
 */
export function idealPrefixHits(
  trace: Trace,
  {
    cacheBlock = trace.blockSize ?? 1,
    requests = trace.arrivalsMs.length,
  }: { cacheBlock?: number; requests?: number } = {},
): IdealPrefixHits {
  const tree = createPrefixTree(trace)
  let all = 0
  let found = 0
  const cachedTokens: number[] = []
  for (let at = 0; at < Math.min(requests, trace.arrivalsMs.length); at += 1) {
    const tokens = trace.request(at).inputTokens ?? 0
    const cached = Math.floor(Math.min(tree.add(at), Math.max(0, tokens - 1)) / cacheBlock) * cacheBlock
    cachedTokens.push(cached)
    all += tokens
    found += cached
  }
  return { cachedTokens, hitRate: all > 0 ? found / all : null }
}
