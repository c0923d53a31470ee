export type KvCacheOptions = {
  readonly blocks: number
  /** Tokens a block. */
  readonly blockSize: number
  readonly prefixCache: boolean
}

/** The blocks of one sequence; opaque to the scheduler. */
export type KvLease = {
  readonly blocks: Block[]
  /** Tokens at the start whose keys and values were found in the cache. */
  readonly cachedTokens: number
}

type Block = {
  references: number
  /** Key of a full block: what it holds and everything before it. `null` while it is being filled. */
  key: string | null
}

export interface KvCache {
  /** Blocks for all of `tokens` and `reserve` more; `null` when there are not enough, and nothing is taken. */
  acquire(tokens: readonly number[], reserve: number): KvLease | null
  /** Makes room for `length` tokens in all; false when no block is free, and nothing is taken. */
  grow(lease: KvLease, length: number): boolean
  /** Makes the full blocks of computed tokens findable by others. */
  publish(lease: KvLease, tokens: readonly number[]): void
  /** Gives every block back. Full blocks stay findable until their room is needed. */
  release(lease: KvLease): void
  /** Blocks that can still be taken, forgotten prefixes included. */
  available(): number
  /** Forgets every block that no sequence uses. */
  flush(): void
  usage(): { readonly usedTokens: number; readonly capacityTokens: number; readonly evictions: number }
}

/**
 * Paged key-value memory with prefix reuse: full blocks are known by a hash of all tokens up to their end, unused ones stay
 * until the room is needed, least recently used first. Hits are whole blocks, and never the whole prompt: the last token is
 * always computed, because its logits are needed.
 */
export function createKvCache({ blocks: total, blockSize, prefixCache }: KvCacheOptions): KvCache {
  /** Every findable block. */
  const byKey = new Map<string, Block>()
  /** Findable and unused, in order of release: the first is evicted first. */
  const idle = new Map<string, Block>()
  let free = total
  let evictions = 0

  const take = (): Block | null => {
    if (free > 0) {
      free -= 1
      return { references: 1, key: null }
    }
    const oldest = idle.keys().next()
    if (oldest.done) return null
    idle.delete(oldest.value)
    byKey.delete(oldest.value)
    evictions += 1
    return { references: 1, key: null }
  }

  const giveBack = (block: Block) => {
    block.references -= 1
    if (block.references > 0) return
    if (block.key !== null && byKey.get(block.key) === block) idle.set(block.key, block)
    else free += 1
  }

  return {
    acquire(tokens, reserve) {
      const hits = prefixCache ? blocksOf(blockKeys(tokens.slice(0, -1), blockSize), byKey) : []
      const idleHits = hits.filter(({ references }) => references === 0).length
      const fresh = Math.ceil((tokens.length + reserve) / blockSize) - hits.length
      if (fresh > free + idle.size - idleHits) return null
      for (const block of hits) {
        block.references += 1
        idle.delete(block.key as string)
      }
      return {
        blocks: [...hits, ...Array.from({ length: fresh }, () => take() as Block)],
        cachedTokens: hits.length * blockSize,
      }
    },
    grow(lease, length) {
      const fresh = Math.ceil(length / blockSize) - lease.blocks.length
      if (fresh > free + idle.size) return false
      for (let at = 0; at < fresh; at += 1) lease.blocks.push(take() as Block)
      return true
    },
    publish(lease, tokens) {
      if (!prefixCache) return
      blockKeys(tokens, blockSize).forEach((key, at) => {
        const block = lease.blocks[at]
        if (!block || block.key !== null || byKey.has(key)) return
        block.key = key
        byKey.set(key, block)
      })
    },
    release(lease) {
      // The end of a sequence is the least shared part of it: it goes first when room is needed.
      for (const block of lease.blocks.splice(0).reverse()) giveBack(block)
    },
    available: () => free + idle.size,
    flush() {
      for (const key of idle.keys()) byKey.delete(key)
      free += idle.size
      idle.clear()
    },
    usage: () => ({
      usedTokens: (total - free - idle.size) * blockSize,
      capacityTokens: total * blockSize,
      evictions,
    }),
  }
}

/** The blocks of the keys, up to the first that is not there. */
function blocksOf(keys: readonly string[], byKey: ReadonlyMap<string, Block>): Block[] {
  const missing = keys.findIndex((key) => !byKey.has(key))
  return keys.slice(0, missing < 0 ? keys.length : missing).map((key) => byKey.get(key) as Block)
}

/** One key per full block; two independent 32-bit hashes over everything up to its end, so that a clash is out of reach. */
function blockKeys(tokens: readonly number[], blockSize: number): string[] {
  const keys: string[] = []
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let at = 0; at < tokens.length; at += 1) {
    const id = tokens[at] as number
    a = Math.imul(a ^ id, 0x01000193)
    b = (Math.imul(b, 31) + Math.imul(id, 0x85ebca6b)) | 0
    b ^= b >>> 13
    if ((at + 1) % blockSize === 0) keys.push(`${a >>> 0}:${b >>> 0}`)
  }
  return keys
}
