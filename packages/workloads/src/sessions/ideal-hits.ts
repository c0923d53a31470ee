import type { RequestPhase } from '@sagellm-benchmark/protocol-types'
import type { SessionTurn } from '@sagellm-benchmark/protocol-types/sessions'
import { createBlockIdColumn } from '../traces/block-id-column.js'
import { createIntColumn } from '../traces/int-column.js'
import { createPrefixTree } from '../traces/prefix-tree.js'

type Blocks = Extract<SessionTurn['input'], { kind: 'blocks' }>
type Round = { readonly phase: RequestPhase; readonly round: number }

/** What a cache without a limit, and with blocks of one token, would find of each prompt, were they sent in the order of the data set. */
export function createIdealHits() {
  const rounds = new Map<string, ReturnType<typeof createGrowingTree>>()
  return {
    /** @returns prompt tokens that are found; never all of them, because the last token is always computed. */
    add(blocks: Blocks, { phase, round }: Round): number {
      const key = `${phase}-${round}-${blocks.blockSize}`
      const tree = rounds.get(key) ?? createGrowingTree(blocks.blockSize)
      rounds.set(key, tree)
      return Math.min(tree.add(blocks), blocks.tokens - 1)
    },
  }
}

/** A prefix tree of prompts that come one by one, of whose ids it keeps 4 or 8 bytes each. */
function createGrowingTree(blockSize: number) {
  const [ends, lengths] = [createIntColumn(), createIntColumn()]
  const ids = createBlockIdColumn()
  const tree = createPrefixTree({
    blockSize,
    request(at) {
      const from = at === 0 ? 0 : ends.get(at - 1)
      const block = (index: number) => ({ high: ids.high(from + index), low: ids.low(from + index) })
      return { inputTokens: lengths.get(at), blocks: ends.get(at) - from, block }
    },
  })
  return {
    add({ tokens, hashIds }: Blocks): number {
      for (const id of hashIds) ids.push(typeof id === 'number' ? id : BigInt(id))
      ends.push(ids.length())
      lengths.push(tokens)
      return tree.add(ends.length() - 1)
    },
  }
}
