import type { WordPool } from './word-pool.js'

/** Keys under which ids become words: another set of keys gives unrelated words for every id. */
export type BlockKeys = readonly [number, number, number, number]

/** The name of a block, as two halves of 32 bits. */
export type BlockName = { readonly high: number; readonly low: number }

/**
 * The first words of a block, decided by its 64-bit name alone: the same name gives the same words, and two names never the same
 * ones where `count` words hold 64 bits. The name is scrambled first, so that names that follow one another differ in their first word.
 *
 * @param into - gets the words.
 */
export function blockWords(
  { high, low }: BlockName,
  { count, pool, keys, into }: { count: number; pool: WordPool; keys: BlockKeys; into: string[] },
): void {
  const { words, bits } = pool
  const mask = (1 << bits) - 1
  // A Feistel network is one to one whatever its round function is.
  let left = high
  let right = low
  for (const key of keys) [left, right] = [right, (left ^ scramble(right ^ key)) >>> 0]

  const exact = Math.min(count, Math.ceil(64 / bits))
  let state = scramble(left ^ scramble(right))
  for (let at = 0; at < exact; at += 1) {
    into.push(words[right & mask] as string)
    right = ((right >>> bits) | (left << (32 - bits))) >>> 0
    left >>>= bits
  }
  // The name is written; what follows only has to look different from block to block.
  for (let at = exact; at < count; at += 1) {
    state = (state + 0x9e3779b9) | 0
    into.push(words[scramble(state) & mask] as string)
  }
}

/** Finaliser of 32-bit MurmurHash3. */
function scramble(value: number): number {
  let x = value ^ (value >>> 16)
  x = Math.imul(x, 0x85ebca6b)
  x ^= x >>> 13
  x = Math.imul(x, 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}
