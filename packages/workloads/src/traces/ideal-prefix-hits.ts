import type { Trace } from './trace.js'

/** What a prefix cache without a limit would find of a trace, were each request sent after the one before it had ended. */
export type IdealPrefixHits = {
  /** Prompt tokens of each request that are found. */
  readonly cachedTokens: readonly number[]
  /** All tokens found, of all prompt tokens; `null` without prompt tokens. */
  readonly hitRate: number | null
}

type Node = { readonly number: number; tokens: number }

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
  const blockSize = trace.blockSize ?? 1
  const known = new Map<string, Node>()
  let all = 0
  let found = 0
  const cachedTokens: number[] = []
  for (let at = 0; at < Math.min(requests, trace.arrivalsMs.length); at += 1) {
    const { inputTokens, blocks, block } = trace.request(at)
    const tokens = inputTokens ?? 0
    let shared = 0
    let sharing = true
    let parent = 0
    for (let index = 0; index < blocks && index * blockSize < tokens; index += 1) {
      const own = Math.min(blockSize, tokens - index * blockSize)
      const { high, low } = block(index)
      const key = `${parent}:${high}:${low}`
      const node = known.get(key) ?? { number: known.size + 1, tokens: 0 }
      const common = Math.min(own, node.tokens)
      if (sharing) shared += common
      if (common < blockSize) sharing = false
      node.tokens = Math.max(node.tokens, own)
      known.set(key, node)
      parent = node.number
    }
    const cached = Math.floor(Math.min(shared, Math.max(0, tokens - 1)) / cacheBlock) * cacheBlock
    cachedTokens.push(cached)
    all += tokens
    found += cached
  }
  return { cachedTokens, hitRate: all > 0 ? found / all : null }
}
