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
export function idealPrefixHits(trace: Trace, options: IdealHitsOptions = {}): IdealPrefixHits {
  const cachedTokens: number[] = []
  const { hitRate } = reckoned(trace, options, (cached) => void cachedTokens.push(cached))
  return { cachedTokens, hitRate }
}

/** The same of all requests together, for a trace of any length. */
export function idealHitTotals(
  trace: Trace,
  options: IdealHitsOptions = {},
): { readonly requests: number; readonly cachedTokens: number; readonly hitRate: number | null } {
  return reckoned(trace, options, () => {})
}

type IdealHitsOptions = { readonly cacheBlock?: number; readonly requests?: number }

function reckoned(
  trace: Trace,
  { cacheBlock = trace.blockSize ?? 1, requests: wanted = trace.arrivalsMs.length }: IdealHitsOptions,
  onRequest: (cachedTokens: number) => void,
) {
  const tree = createPrefixTree(trace)
  const requests = Math.min(wanted, trace.arrivalsMs.length)
  let all = 0
  let found = 0
  for (let at = 0; at < requests; at += 1) {
    const tokens = trace.request(at).inputTokens ?? 0
    const cached = Math.floor(Math.min(tree.add(at), Math.max(0, tokens - 1)) / cacheBlock) * cacheBlock
    onRequest(cached)
    all += tokens
    found += cached
  }
  return { requests, cachedTokens: found, hitRate: all > 0 ? found / all : null }
}
