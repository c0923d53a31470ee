import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'

/** What the prompt of a request weighs in memory, in characters: a token id counts for two. */
export function promptCharacters({ request: { input } }: PlannedRequest): number {
  if (input.kind === 'text') return input.text.length
  if (input.kind === 'tokens') return input.tokenIds.length * 2
  return input.messages.reduce((sum, message) => sum + message.content.length, 0)
}
