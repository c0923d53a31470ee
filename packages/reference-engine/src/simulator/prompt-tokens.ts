import type { GenerationRequest, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { specialTokens } from './reference-tokenizer.js'

/** The prompt as the simulated model sees it: a chat gets a control token before and after each message, and one to answer on. */
export function promptTokens(input: GenerationRequest['input'], tokenizer: Tokenizer): readonly number[] {
  if (input.kind === 'tokens') return input.tokenIds
  if (input.kind === 'text') return tokenizer.encode(input.text)
  const ids: number[] = []
  for (const { role, content } of input.messages) {
    ids.push(specialTokens[role])
    for (const id of tokenizer.encode(content)) ids.push(id)
    ids.push(specialTokens.end)
  }
  ids.push(specialTokens.assistant)
  return ids
}
