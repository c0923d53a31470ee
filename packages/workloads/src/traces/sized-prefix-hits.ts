import type { Trace, TracedRequest } from './trace.js'

export type SizedCache = {
  /** Tokens that the cache holds, those of the request under way included. */
  readonly cacheTokens: number
  /** Tokens a block of the cache. @default the trace's own block */
  readonly cacheBlock?: number
  /** Only so many requests, from the first. @default all */
  readonly requests?: number
  /** Tokens of every answer, where the trace does not say them or they are not asked for. @default those of the trace, or none */
  readonly outputTokens?: number | null
}

type Entry = { readonly number: number; tokens: number }

/**
 * The prefix hits of a cache of one size, were each request sent after the one before it had ended. What was not used for the longest
 * time is given up first, of one prompt its end before its beginning; answers take room too. As vLLM's cache does; the ideal of an
 * engine that gives up other blocks may be another one.
 *
 * @returns prompt tokens of each request that are found, in whole blocks of the cache and never a whole prompt.
 */
export function sizedPrefixHits(
  trace: Trace,
  {
    cacheTokens,
    cacheBlock = trace.blockSize ?? 1,
    requests = trace.arrivalsMs.length,
    outputTokens = null,
  }: SizedCache,
): number[] {
  const blockSize = trace.blockSize ?? 1
  // Parts of a block of the trace that are kept and given up by themselves.
  const unit = blockSize % cacheBlock === 0 ? cacheBlock : blockSize
  const cache = createIdleBlocks(unit)
  const hits: number[] = []
  for (let at = 0; at < Math.min(requests, trace.arrivalsMs.length); at += 1) {
    const request = trace.request(at)
    const tokens = request.inputTokens ?? 0
    const answer = outputTokens ?? request.outputTokens ?? 0
    const { path, found } = takeFound(cache, request, blockSize)
    hits.push(Math.floor(Math.min(found, Math.max(0, tokens - 1)) / cacheBlock) * cacheBlock)

    const inUse = Math.ceil((tokens + answer) / unit) * unit
    cache.shrinkTo(Math.max(0, cacheTokens - inUse))
    // Its last token was never read by the engine.
    const computed = Math.max(tokens, tokens + answer - 1)
    cache.add(`answer:${at}`, {
      number: -1,
      tokens: Math.floor(computed / unit) * unit - Math.floor(tokens / unit) * unit,
    })
    for (const { key, entry, tokens: own } of path.reverse()) {
      entry.tokens = Math.max(entry.tokens, Math.floor(own / unit) * unit)
      cache.add(key, entry)
    }
    cache.shrinkTo(cacheTokens)
  }
  return hits
}

type Step = { readonly key: string; readonly entry: Entry; readonly tokens: number }

/** Takes the blocks of a request out of what is idle, as far as they are there, and makes the others. */
function takeFound(cache: ReturnType<typeof createIdleBlocks>, request: TracedRequest, blockSize: number) {
  const tokens = request.inputTokens ?? 0
  const path: Step[] = []
  let found = 0
  let finding = true
  let above = 0
  for (let block = 0; block < request.blocks && block * blockSize < tokens; block += 1) {
    const own = Math.min(blockSize, tokens - block * blockSize)
    const { high, low } = request.block(block)
    const key = `${above}:${high}:${low}`
    const entry = cache.take(key)
    if (finding) found += Math.min(own, entry.tokens)
    if (Math.min(own, entry.tokens) < blockSize) finding = false
    path.push({ key, entry, tokens: own })
    above = entry.number
  }
  return { path, found }
}

/** Blocks that no request uses, the one that was used least recently first. */
function createIdleBlocks(unit: number) {
  const idle = new Map<string, Entry>()
  let held = 0
  let made = 0
  return {
    take(key: string): Entry {
      const entry = idle.get(key)
      if (!entry) return { number: (made += 1), tokens: 0 }
      idle.delete(key)
      held -= entry.tokens
      return entry
    },
    add(key: string, entry: Entry) {
      if (entry.tokens <= 0) return
      idle.set(key, entry)
      held += entry.tokens
    },
    shrinkTo(tokens: number) {
      for (const [key, entry] of idle) {
        if (held <= tokens) return
        const given = Math.min(entry.tokens, Math.ceil((held - tokens) / unit) * unit)
        entry.tokens -= given
        held -= given
        if (entry.tokens <= 0) idle.delete(key)
      }
    },
  }
}
