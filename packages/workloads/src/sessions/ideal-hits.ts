import type { RequestPhase } from '@sagellm-benchmark/protocol-types'
import type { SessionTurn } from '@sagellm-benchmark/protocol-types/sessions'
import { halves } from '../traces/block-id-column.js'
import { createPrefixTree, type PrefixTree } from '../traces/prefix-tree.js'

type Blocks = Extract<SessionTurn['input'], { kind: 'blocks' }>
type Round = { readonly phase: RequestPhase; readonly round: number }

/** What a cache without a limit, and with blocks of one token, would find of each prompt, were they sent in the order of the data set. */
export function createIdealHits() {
  const trees = new Map<string, PrefixTree>()
  return {
    /** @returns prompt tokens that are found. */
    add({ tokens, blockSize, hashIds }: Blocks, { phase, round }: Round): number {
      const key = `${phase}-${round}-${blockSize}`
      const tree = trees.get(key) ?? createPrefixTree({ blockSize, cacheBlock: 1 })
      trees.set(key, tree)
      const block = (at: number) => {
        const id = hashIds[at] ?? 0
        const [high, low] = halves(typeof id === 'number' ? id : BigInt(id))
        return { high, low }
      }
      return tree.add({ tokens, blocks: hashIds.length, block })
    },
  }
}
