import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { Counting } from './counting.js'

/** How a tokenizer counts one kind of text: `fixedTokens + characters / charactersPerToken`. */
export type LengthScale = {
  readonly charactersPerToken: number
  /** Tokens beside those of the text: a chat template, and marks that cost more than their characters. May be negative. */
  readonly fixedTokens: number
}

/** Characters of all contents of a prompt; 0 for token ids. */
function charactersOf(input: PromptInput): number {
  if (input.kind === 'tokens') return 0
  if (input.kind === 'text') return input.text.length
  return input.messages.reduce((sum, { content }) => sum + content.length, 0)
}

/** Two counts: a prompt without a body gives the bias, and one with a body the slope. */
export function* learnScale(short: PromptInput, long: PromptInput): Counting<LengthScale> {
  const few = yield short
  const many = yield long
  const characters = charactersOf(long) - charactersOf(short)
  // Counts that do not grow with the text describe no scale: any start will do, the search goes by the counts that follow.
  const charactersPerToken = many > few && characters > 0 ? characters / (many - few) : 4
  return { charactersPerToken, fixedTokens: few - charactersOf(short) / charactersPerToken }
}

/** The number of tokens that a prompt probably has. */
export function foreseenTokens(input: PromptInput, { charactersPerToken, fixedTokens }: LengthScale): number {
  return fixedTokens + charactersOf(input) / charactersPerToken
}
