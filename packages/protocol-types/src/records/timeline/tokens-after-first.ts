import type { TbtBasis } from '../../run/request-record.js'
import type { ChoiceChunks, ChoiceTokens } from './chunk-observations.js'
import type { Steps } from './find-steps.js'

/** What is known of how the tokens of an answer lie in its reads. */
export type TokenKnowledge = {
  /** Output tokens that the stream could show, all choices together. */
  readonly streamed: number
  /** Output tokens as reported, hidden ones among them; `null` where nobody reported them. */
  readonly reported: number | null
  /** From a usage on every chunk; `null` where not every chunk had one, or one fell. */
  readonly chunkUsage: readonly ChoiceTokens[] | null
  /** The text as the tokenizer counts it; `null` without one. */
  readonly counted: readonly ChoiceTokens[] | null
  /** Whether all text is plain ASCII. */
  readonly ascii: boolean
}

/** Tokens of each choice, in the order of the choices. May be fractions where they were estimated. */
export type SpreadTokens = {
  readonly basis: Exclude<TbtBasis, 'none'>
  readonly tokens: readonly { readonly all: number; readonly withFirstText: number }[]
}

/** Less text than this for each token, and tokens came that are in no chunk. Plain ASCII has longer tokens than other text. */
const MIN_BYTES_PER_TOKEN = 1.2
const MIN_ASCII_BYTES_PER_TOKEN = 2.5
const MIN_COUNTED_SHARE = 0.9

/**
 * How many tokens each choice had, and how many of them with or before its first text: rule 5 of docs/metrics.md. The best
 * source that is there: the steps, a usage on every chunk, the tokenizer, the bytes of text.
 *
 * @returns `null` where tokens came that neither steps nor text show (flag `tokens_unseen`).
 */
export function spreadTokens(
  choices: readonly ChoiceChunks[],
  { steps, known }: { readonly steps: Steps; readonly known: TokenKnowledge },
): SpreadTokens | null {
  if (steps.fit)
    return { basis: 'steps', tokens: choices.map((choice, index) => countSteps(choice, steps.at[index] ?? [])) }

  const { streamed, counted, chunkUsage } = known
  if (chunkUsage && total(chunkUsage) === known.reported) {
    // Hidden tokens are in every count, and all came before the first text.
    const hidden = (known.reported - streamed) / choices.length
    const tokens = choices.map((choice) => tokensOf(choice, chunkUsage))
    return {
      basis: 'chunk_usage',
      tokens: tokens.map(({ all, withFirstText }) => ({ all: all - hidden, withFirstText: withFirstText - hidden })),
    }
  }
  if (counted) {
    if (total(counted) < MIN_COUNTED_SHARE * streamed) return null
    const scale = streamed / total(counted)
    const tokens = choices.map((choice) => tokensOf(choice, counted))
    return { basis: 'tokenizer', tokens: tokens.map(({ all, withFirstText }) => ({ all: all * scale, withFirstText })) }
  }
  const bytes = choices.reduce((sum, { textBytes }) => sum + textBytes, 0)
  const fewest = known.ascii ? MIN_ASCII_BYTES_PER_TOKEN : MIN_BYTES_PER_TOKEN
  if (bytes < fewest * streamed) return null
  const each = streamed / bytes
  return {
    basis: 'bytes',
    tokens: choices.map((choice) => ({ all: choice.textBytes * each, withFirstText: choice.firstReadBytes * each })),
  }
}

function countSteps({ firstTextAt }: ChoiceChunks, at: readonly number[]) {
  if (firstTextAt === null) return { all: at.length, withFirstText: 0 }
  let withFirstText = 0
  for (let index = 0; index < at.length; index += 1) if ((at[index] as number) <= firstTextAt) withFirstText += 1
  return { all: at.length, withFirstText }
}

function tokensOf({ choice }: ChoiceChunks, known: readonly ChoiceTokens[]) {
  return known.find((each) => each.choice === choice) ?? { all: 0, withFirstText: 0 }
}

function total(known: readonly ChoiceTokens[]): number {
  return known.reduce((sum, { all }) => sum + all, 0)
}
