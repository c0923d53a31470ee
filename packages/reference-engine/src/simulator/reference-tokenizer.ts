import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { referenceWords } from './reference-words.js'

const byteTokens = 256
const specialNames = ['end', 'system', 'user', 'assistant', 'tool'] as const

/** Control tokens of the simulated chat template. No text encodes to them and they decode to nothing. */
export const specialTokens = Object.fromEntries(specialNames.map((name, at) => [name, byteTokens + at])) as Record<
  (typeof specialNames)[number],
  number
>

const firstWord = byteTokens + specialNames.length
const letters = 'abcdefghijklmnopqrstuvwxyz'

/** Whole words with their leading space, then letter pairs and single letters, so that any English text stays short. */
const vocabulary: readonly string[] = [
  ...referenceWords.map((word) => ` ${word}`),
  ...[...letters].flatMap((first) => [...letters].flatMap((second) => [`${first}${second}`, ` ${first}${second}`])),
  ...[...letters].map((letter) => ` ${letter}`),
].filter((piece, at, all) => all.indexOf(piece) === at)

/** How many ids of the vocabulary are whole words; they come first, from `firstWordToken` on. */
export const wordTokenCount = referenceWords.length
export const firstWordToken = firstWord

/** Pieces by their first two characters, longest first: a greedy match then looks at a handful of candidates. */
const piecesByStart = new Map<string, { readonly piece: string; readonly id: number }[]>()
vocabulary.forEach((piece, at) => {
  const start = piece.slice(0, 2)
  const known = piecesByStart.get(start) ?? []
  known.push({ piece, id: firstWord + at })
  piecesByStart.set(start, known)
})
for (const pieces of piecesByStart.values()) pieces.sort((a, b) => b.piece.length - a.piece.length)

/** Ids below this are known to the tokenizer; others are accepted in a prompt and decode to nothing. */
export const vocabularySize = firstWord + vocabulary.length

const utf8 = new TextEncoder()

/**
 * The simulator's own tokenizer: greedy longest match over a fixed vocabulary, with one token per UTF-8 byte for what is
 * left. Exact and reversible: `decode(encode(text)) === text` for every well-formed string. Characters outside ASCII take
 * several tokens, so that a stream holds incomplete characters as real byte-level tokenizers make them.
 *
 * @example referenceTokenizer().encode(' the café').length // 7: two words' pieces and two bytes of é
 */
export function referenceTokenizer(): Tokenizer {
  return { name: 'reference-engine/byte-words-v1', encode, decode }
}

function encode(text: string): number[] {
  const ids: number[] = []
  for (let at = 0; at < text.length; ) {
    const match = piecesByStart.get(text.slice(at, at + 2))?.find(({ piece }) => text.startsWith(piece, at))
    if (match) {
      ids.push(match.id)
      at += match.piece.length
      continue
    }
    const code = text.codePointAt(at) as number
    if (code < 0x80) ids.push(code)
    else ids.push(...utf8.encode(String.fromCodePoint(code)))
    at += code > 0xffff ? 2 : 1
  }
  return ids
}

function decode(ids: readonly number[]): string {
  const bytes: number[] = []
  for (const id of ids) {
    if (id < byteTokens) bytes.push(id)
    else for (const byte of utf8.encode(vocabulary[id - firstWord] ?? '')) bytes.push(byte)
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes))
}
