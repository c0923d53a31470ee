import { BenchError } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { Counting } from '../sources/counting.js'
import { shortWords } from '../text/short-words-en.js'

/** Pieces of text of one token each, whose tokens add up however they are put together. */
export type WordPool = {
  /** What every prompt begins with, because a template or a tokenizer may treat the first word differently. */
  readonly lead: string
  /** A power of two of them. */
  readonly words: readonly string[]
  readonly bits: number
  /** Tokens of the lead as a text of its own. */
  readonly leadTokens: number
  /** Tokens of a prompt beside its words: the lead, and the chat template where that is counted. */
  readonly fixedTokens: number
}

type Kind = { readonly lead: string; readonly pieces: readonly string[] }

/** Words of three letters behind a space, in nearly every vocabulary one token each; else characters, which merge with nothing. */
const kinds: readonly Kind[] = [
  { lead: 'Read', pieces: shortWords.map((word) => ` ${word}`) },
  { lead: 'A', pieces: [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'] },
]
/** 64 bits of an id then fit into 13 words, and so into the smallest blocks that traces have. */
const LEAST_BITS = 5
const MOST_BITS = 9
const GROUP = 32
/** Words of the text that proves that tokens add up. */
const PROOF_WORDS = 400

/**
 * Finds the pool under a tokenizer by counts alone, some dozens of them, so that it works with a server that counts as well.
 *
 * @throws BenchError `unsupported` where the tokens of no pool add up.
 */
export function* findWordPool(inForm: (text: string) => PromptInput): Counting<WordPool> {
  for (const { lead, pieces } of kinds) {
    const leadTokens = yield { kind: 'text', text: lead }
    const single = yield* singleTokens(pieces, lead, leadTokens)
    const bits = Math.min(MOST_BITS, Math.floor(Math.log2(Math.max(1, single.length))))
    if (bits < LEAST_BITS) continue
    const words = single.slice(0, 2 ** bits)
    const random = createRandom(deriveSeed(0, 'word-pool'))
    const proof = Array.from({ length: PROOF_WORDS }, () => random.pick(words)).join('')
    if ((yield { kind: 'text', text: lead + proof }) - leadTokens !== PROOF_WORDS) continue
    const fixedTokens = (yield inForm(lead + proof)) - PROOF_WORDS
    return { lead, words, bits, leadTokens, fixedTokens }
  }
  throw new BenchError('invalid_argument', "no words were found whose tokens add up under the target's tokenizer", {
    hint: 'a trace with block ids needs them; replay its arrivals with lengths of your own (--isl, --osl)',
  })
}

/** Each piece is at least one token: as many tokens as pieces means one token a piece. Groups that have more are halved. */
function* singleTokens(pieces: readonly string[], lead: string, leadTokens: number): Counting<string[]> {
  const found: string[] = []
  const open: (readonly string[])[] = []
  for (let at = 0; at < pieces.length; at += GROUP) open.push(pieces.slice(at, at + GROUP))
  for (let group = open.shift(); group; group = open.shift()) {
    // A piece beside itself, because one that stands alone may be rounded.
    const text = group.map((piece) => piece.repeat(4)).join('')
    const tokens = (yield { kind: 'text', text: lead + text }) - leadTokens
    if (tokens === 4 * group.length) found.push(...group)
    else if (group.length > 1) {
      const half = Math.ceil(group.length / 2)
      open.push(group.slice(0, half), group.slice(half))
    }
  }
  return found
}
