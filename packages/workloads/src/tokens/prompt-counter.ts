import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { ChatMessage, PromptInput, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { estimateTokens } from './estimate-tokens.js'

/** How the length of a prompt is found out. */
export type CountingResources = {
  /** The target's own tokenizer. Without it and without `countPrompt`, lengths are estimates and marked so. */
  readonly tokenizer?: Tokenizer
  /** Tokens of a prompt by the target's own count. Beats the tokenizer. */
  readonly countPrompt?: (input: PromptInput) => number
  /** Whether `countPrompt` counts the chat template too. @default true */
  readonly countsTemplate?: boolean
}

export type PromptCounter = {
  readonly basis: PlannedRequest['promptLengthBasis']
  readonly count: (input: PromptInput) => number
}

/**
 * Chooses the best count there is: the target's own, else its tokenizer over the contents (a chat template's tokens
 * then come on top), else an estimate.
 */
export function promptCounter({ tokenizer, countPrompt, countsTemplate = true }: CountingResources): PromptCounter {
  if (countPrompt) return { basis: countsTemplate ? 'target_prompt' : 'target_tokenizer', count: countPrompt }
  if (!tokenizer) return { basis: 'estimate', count: (input) => countContents(input, estimateTokens) }
  const countText = (text: string) => tokenizer.encode(text).length
  return { basis: 'target_tokenizer', count: (input) => countContents(input, countText) }
}

function countContents(input: PromptInput, countText: (text: string) => number): number {
  if (input.kind === 'tokens') return input.tokenIds.length
  if (input.kind === 'text') return countText(input.text)
  return input.messages.reduce((sum, message) => sum + countText(message.content), 0)
}

/** A conversation as one text, for endpoints that take no messages: each turn under its speaker, the reply left open. */
export function conversationText(messages: readonly ChatMessage[]): string {
  const [only] = messages
  if (messages.length === 1 && only) return only.content
  const turns = messages.map(({ role, content }, i) => (i === 0 ? content : `${speaker[role]}: ${content}`))
  return `${turns.join('\n')}\nAssistant:`
}

const speaker = { system: 'System', user: 'User', assistant: 'Assistant', tool: 'Tool' } as const
