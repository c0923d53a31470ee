import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { createRandom, deriveSeed, type RandomSource } from '@sagellm-benchmark/protocol-types/random'

/** Token ids of a vocabulary to draw from. */
export type TokenPool = {
  /** Any ordinary token. */
  drawId(random: RandomSource): number
  /** The text of a token that begins a word, and stays one token behind any other such text. */
  drawWord(random: RandomSource): string
}

/** Words to draw from: many enough that two prompts hardly share two of them in a row. */
const WANTED_WORDS = 4096
const LEAST_WORDS = 64
/** Ids that are looked at; a vocabulary has a word among three or four of them. */
const MAX_TRIES = 40_000
/** No vocabulary in use is larger. */
const MAX_IDS = 2 ** 21
/** What a text begins with while tokens are tried: some tokenizers treat the first word differently. */
const LEAD = 'Read'

/**
 * Finds out about a vocabulary by decoding ids and encoding their texts again, so that it needs nothing of a tokenizer but these two.
 *
 * @throws BenchError `not_implemented` where texts do not come back as the tokens they were made of.
 */
export function createTokenPool(tokenizer: Tokenizer): TokenPool {
  const lead = tokenizer.encode(LEAD)
  const leadText = textOf(tokenizer, lead)
  const size = vocabularySize(tokenizer)
  const pieceOf = (id: number) => textOf(tokenizer, [...lead, id]).slice(leadText.length)
  const isOrdinary = (id: number) => {
    const piece = textOf(tokenizer, [id])
    return piece !== '' && !/^(<.*>|\[[A-Z]+\])$/s.test(piece)
  }
  const words = findWords({ tokenizer, lead, size, pieceOf })
  if (words.length < LEAST_WORDS)
    throw new BenchError(
      'not_implemented',
      `texts of ${tokenizer.name} do not come back as the tokens they were made of`,
      {
        hint: 'use the source random, whose words are counted instead',
      },
    )
  return {
    drawWord: (random) => random.pick(words),
    drawId(random) {
      for (;;) {
        const id = random.int(0, size - 1)
        if (isOrdinary(id)) return id
      }
    },
  }
}

type Finding = {
  readonly tokenizer: Tokenizer
  readonly lead: readonly number[]
  readonly size: number
  readonly pieceOf: (id: number) => string
}

function findWords({ tokenizer, lead, size, pieceOf }: Finding): string[] {
  const random = createRandom(deriveSeed(0, 'token-pool'))
  const words = new Set<string>()
  for (let tries = 0; tries < MAX_TRIES && words.size < WANTED_WORDS; tries += 1) {
    const id = random.int(0, size - 1)
    const piece = pieceOf(id)
    if (!/^ \p{L}+$/u.test(piece) || words.has(piece)) continue
    // Behind another word and before one, as it will stand in a prompt.
    const again = tokenizer.encode(`${LEAD}${piece}${piece}`)
    if (again.length === lead.length + 2 && again.at(-1) === id && again.at(-2) === id) words.add(piece)
  }
  return [...words]
}

/** By halving between an id that decodes and one that does not; a stretch of ids without text is looked over. */
function vocabularySize(tokenizer: Tokenizer): number {
  const isKnown = (id: number) =>
    Array.from({ length: 32 }, (_, at) => id + at).some((each) => textOf(tokenizer, [each]) !== '')
  let low = 0
  let high = MAX_IDS
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (isKnown(middle)) low = middle
    else high = middle
  }
  return high
}

/** Tokenizers differ in what they do with an id that they lack. */
function textOf(tokenizer: Tokenizer, ids: readonly number[]): string {
  try {
    return tokenizer.decode(ids) ?? ''
  } catch {
    return ''
  }
}
