/** A block's name, as two halves of 32 bits. */
type BlockHalves = { readonly high: number; readonly low: number }

type TreePrompt = {
  readonly tokens: number
  readonly blocks: number
  block(at: number): BlockHalves
}

/** Prompts by the names of their blocks, as a prefix cache without a limit keeps them. */
export interface PrefixTree {
  /** Adds a prompt. @returns its tokens that earlier ones begin with too; never all of them, because the last token is always computed. */
  add(prompt: TreePrompt): number
}

type Node = { readonly number: number; tokens: number }

/**
 * @param cacheBlock - tokens a block of the cache, which finds whole blocks only; 1 for a cache of single tokens.
 */
export function createPrefixTree({
  blockSize,
  cacheBlock,
}: {
  readonly blockSize: number
  readonly cacheBlock: number
}): PrefixTree {
  const known = new Map<string, Node>()
  return {
    add({ tokens, blocks, block }) {
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
      return Math.floor(Math.min(shared, Math.max(0, tokens - 1)) / cacheBlock) * cacheBlock
    },
  }
}
