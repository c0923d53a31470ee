import type { ChatMessage, PromptInput } from '@sagellm-benchmark/protocol-types/engine'

/** A turn that has ended: what was sent, and what came back. */
export type Answered = { readonly prompt: PromptInput; readonly answer: string }

export type PromptBefore = {
  /** The conversation that is continued; `null` where one begins. */
  readonly continues: Answered | null
  /** Answers of other turns that are to be read. */
  readonly results: readonly Answered[]
}

/** The whole prompt of a turn: the conversation before it, what other turns found, and what it brings itself. */
export function continuedPrompt(own: PromptInput, { continues, results }: PromptBefore): PromptInput {
  const found = results.map(({ answer }) => answer)
  if (own.kind === 'messages')
    return { kind: 'messages', messages: [...history(continues), ...withResults(own, found)] }
  if (own.kind === 'tokens') return own
  const earlier = continues?.prompt.kind === 'text' ? `${continues.prompt.text} ${continues.answer}` : ''
  const read = found.map((text) => `\nUser: ${text}`).join('')
  return { kind: 'text', text: `${earlier}${read}${own.text}` }
}

function history(continues: Answered | null): readonly ChatMessage[] {
  if (continues?.prompt.kind !== 'messages') return []
  return [...continues.prompt.messages, { role: 'assistant', content: continues.answer }]
}

/** In one message with the turn's own where that is the user's: many chat templates refuse two of one role in a row. */
function withResults({ messages }: { readonly messages: readonly ChatMessage[] }, found: readonly string[]) {
  const [first, ...others] = messages
  if (found.length === 0 || first === undefined) return messages
  if (first.role !== 'user') return [{ role: 'user' as const, content: found.join('\n\n') }, ...messages]
  return [{ ...first, content: [...found, first.content].join('\n\n') }, ...others]
}
