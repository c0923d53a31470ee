import { z } from 'zod'

/** The part of a tokenizer.json that decides how far a token can reach. */
const Described = z.object({
  added_tokens: z
    .array(
      z.object({
        content: z.string(),
        lstrip: z.boolean().optional(),
        rstrip: z.boolean().optional(),
        single_word: z.boolean().optional(),
      }),
    )
    .nullish(),
  normalizer: z.object({ type: z.string() }).nullish(),
  pre_tokenizer: z.unknown(),
  model: z.object({ type: z.literal('BPE'), dropout: z.number().nullish(), ignore_merges: z.boolean().nullish() }),
})

const ByteLevel = z.object({ type: z.literal('ByteLevel'), add_prefix_space: z.literal(false) })
const OwnSplit = ByteLevel.extend({ use_regex: z.literal(true).optional() })
const Split = z.object({
  type: z.literal('Split'),
  pattern: z.object({ Regex: z.string() }),
  behavior: z.literal('Isolated'),
  invert: z.literal(false),
})
const Sequence = z.object({
  type: z.literal('Sequence'),
  pretokenizers: z.tuple([Split, ByteLevel.extend({ use_regex: z.literal(false) })]),
})

/** The patterns of GPT-4, Llama 3 and Qwen. That of GPT-2 is the one of ByteLevel itself. */
const patterns = [
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
]

/** Words that are remembered. Texts are written with some thousands. */
const MAX_WORDS = 50_000

type Encode = (text: string) => number[]

/**
 * Whether the tokens of a text are those of its words, one after the other: no token reaches over the end of a word. So it is where the
 * text is cut there before any token is made, by ByteLevel or by a pattern that is known to do it.
 *
 * @param json - content of a tokenizer.json.
 */
export function encodesWordByWord(json: object): boolean {
  const described = Described.safeParse(json)
  if (!described.success) return false
  const { added_tokens: added, normalizer, pre_tokenizer: pre, model } = described.data
  if (normalizer && normalizer.type !== 'NFC') return false
  if ((model.dropout ?? 0) > 0) return false
  // It takes spaces from its neighbours, or looks at them.
  if (added?.some(({ lstrip, rstrip, single_word: single }) => lstrip || rstrip || single)) return false
  const sequence = Sequence.safeParse(pre)
  if (sequence.success) return patterns.includes(sequence.data.pretokenizers[0].pattern.Regex)
  return OwnSplit.safeParse(pre).success
}

/**
 * The same encoding, which remembers the tokens of words: to build a prompt to a length, nearly the same text is encoded several times.
 *
 * @param json - content of a tokenizer.json that encodes word by word.
 */
export function rememberWords(encode: Encode, json: object): Encode {
  const words = new Map<string, number[]>()
  const idsOf = (word: string) => {
    let ids = words.get(word)
    if (ids === undefined) {
      ids = encode(word)
      if (words.size >= MAX_WORDS) words.clear()
      words.set(word, ids)
    }
    return ids
  }
  const holdsAdded = finderOfAdded(json)
  return (text) => {
    // It is found before anything is cut, and may have the end of a word in it.
    if (holdsAdded(text)) return encode(text)
    const all: number[] = []
    for (const word of text.split(wordEnds)) for (const id of idsOf(word)) all.push(id)
    return all
  }
}

/**
 * Behind the last letter of a word, where no mark follows that would be composed with it; and before a single space that a letter follows. In
 * every one of the patterns letters end a piece, and such a space begins one, whatever stands around them.
 */
const wordEnds = /(?<=\p{L})(?=[^\p{L}\p{M}])|(?<=\S)(?= \p{L})/u

function finderOfAdded(json: object): (text: string) => boolean {
  const contents = (Described.parse(json).added_tokens ?? []).map(({ content }) => content)
  const first = new Set(contents.map((content) => content[0]))
  return (text) => {
    for (const character of first) {
      if (character === undefined || !text.includes(character)) continue
      if (contents.some((content) => content[0] === character && text.includes(content))) return true
    }
    return false
  }
}
