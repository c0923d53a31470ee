import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import type { Trace, TracedRequest } from '../traces/trace.js'
import { type BlockKeys, blockWords } from './block-words.js'
import type { WordPool } from './word-pool.js'

/** Tokens of a stretch of text of a request's own, where the trace has no ids. */
const OWN_BLOCK = 512

/** The keys of one round of one workload: each round finds a prefix cache cold, as the first one did. */
export type TextKeys = { readonly shared: BlockKeys; readonly own: BlockKeys }

/** @param labels - what the text belongs to: workload, phase, round. */
export function textKeys(seed: number, ...labels: readonly (string | number)[]): TextKeys {
  const draw = (purpose: string): BlockKeys => {
    const random = createRandom(deriveSeed(seed, 'trace', purpose, ...labels))
    const key = () => random.int(0, 0x7fff_ffff)
    return [key(), key(), key(), key()]
  }
  return { shared: draw('shared'), own: draw('own') }
}

/**
 * The text of a request of a trace: `tokens` tokens with what the pool counts as fixed, made of blocks whose words hang on their
 * ids alone. Block i of two requests is the same text if and only if their ids agree (a last block of few tokens, which cannot hold
 * 64 bits, may agree by chance), and it ends where a token ends. What no id covers is text of the request's own.
 *
 * @param at - the place of the request in the trace.
 */
export function tracedText(
  trace: Pick<Trace, 'blockSize'> & { request(at: number): Pick<TracedRequest, 'blocks' | 'block'> },
  at: number,
  { tokens, pool, keys }: { tokens: number; pool: WordPool; keys: TextKeys },
): string {
  const request = trace.request(at)
  const blockSize = trace.blockSize ?? OWN_BLOCK
  const wanted = Math.max(1, tokens - pool.fixedTokens)
  const words: string[] = [pool.lead]
  // The lead is the beginning of the first block.
  let room = Math.max(1, blockSize - pool.leadTokens)
  for (let block = 0; words.length <= wanted; block += 1) {
    const count = Math.min(room, wanted + 1 - words.length)
    const named = block < request.blocks
    const name = named ? request.block(block) : { high: at, low: block }
    blockWords(name, { count, pool, keys: named ? keys.shared : keys.own, into: words })
    room = blockSize
  }
  return words.join('')
}
