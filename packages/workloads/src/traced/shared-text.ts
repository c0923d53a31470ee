import { blockWords } from './block-words.js'
import type { TextKeys } from './traced-text.js'
import type { WordPool } from './word-pool.js'

/** Words that are made at once: those of the next block hang on its number alone. */
const BLOCK = 16

export type SharedText = {
  /** Tokens of the whole prompt, with what the pool counts as fixed. */
  readonly tokens: number
  /** Tokens at its beginning that it shares with every prompt of the same prefix. */
  readonly shared: number
  /** Which prefix, from 0. */
  readonly prefix: number
  /** What no other request has. */
  readonly own: number
}

/**
 * The text of a prompt that begins as those of the same prefix do for exactly `shared` tokens, and is its own from there on: the word
 * behind is never the one with which the prefix goes on. Two prompts of one prefix share the smaller of both numbers.
 */
export function sharedText(
  { tokens, shared, prefix, own }: SharedText,
  { pool, keys }: { readonly pool: WordPool; readonly keys: TextKeys },
): string {
  const wanted = Math.max(1, tokens - pool.fixedTokens)
  const common = Math.min(wanted - 1, Math.max(0, shared - pool.leadTokens))
  const beginning = wordsOf(prefix, common + 1, { pool, keys: keys.shared })
  const rest = wordsOf(own, wanted - common, { pool, keys: keys.own })
  if (rest[0] === beginning[common]) rest[0] = otherWord(pool, rest[0] as string)
  return [pool.lead, ...beginning.slice(0, common), ...rest].join('')
}

function wordsOf(
  high: number,
  count: number,
  { pool, keys }: { readonly pool: WordPool; readonly keys: TextKeys['shared'] },
): string[] {
  const words: string[] = []
  for (let low = 0; words.length < count; low += 1)
    blockWords({ high, low }, { count: Math.min(BLOCK, count - words.length), pool, keys, into: words })
  return words
}

function otherWord({ words }: WordPool, word: string): string {
  return words[(words.indexOf(word) + 1) % words.length] as string
}
