import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { chatTurn } from '../traces/chat-turns.js'

/** Recorded messages as they can stand behind answers that the server gives while it is measured. */
export type LiveMessages = {
  readonly messages: readonly ChatMessage[]
  /** Fields of messages that are not sent, e.g. `tool_calls`. */
  readonly leftOut: readonly string[]
}

const sent: ReadonlySet<string> = new Set(['role', 'content', 'from', 'value', 'text'])

/**
 * Reads recorded messages. A tool's result is sent as the user's: the server's own answer made no call that it could belong to. A message
 * without text, such as one that only calls tools, is left out.
 *
 * @returns `null` where one is no message.
 */
export function liveMessages(list: readonly unknown[]): LiveMessages | null {
  const messages: ChatMessage[] = []
  const leftOut = new Set<string>()
  for (const each of list) {
    const read = chatTurn.safeParse(withText(each))
    if (!read.success) return null
    for (const name of Object.keys(each as object)) if (!sent.has(name)) leftOut.add(name)
    const { role, content } = read.data
    if (content.trim() !== '') messages.push({ role: role === 'tool' ? 'user' : role, content })
  }
  return { messages, leftOut: [...leftOut] }
}

/** A message that only calls a tool has no content. */
function withText(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('role' in message)) return message
  return 'content' in message && message.content !== null ? message : { ...message, content: '' }
}

/** What a person says, and the recorded answer to it; `null` where there is none. */
export type Exchange = { readonly messages: ChatMessage[]; readonly answer: string | null }

/**
 * A conversation cut behind each answer.
 *
 * @returns `null` where nobody says anything before the first answer.
 */
export function exchangesOf(conversation: readonly ChatMessage[]): readonly Exchange[] | null {
  const exchanges: Exchange[] = []
  let asked: ChatMessage[] = []
  for (const message of conversation) {
    if (message.role !== 'assistant') {
      asked.push(message)
      continue
    }
    const last = exchanges.at(-1)
    if (asked.length > 0) exchanges.push({ messages: asked, answer: message.content })
    else if (last) exchanges[exchanges.length - 1] = { ...last, answer: `${last.answer}\n\n${message.content}` }
    else return null
    asked = []
  }
  if (asked.length > 0) exchanges.push({ messages: asked, answer: null })
  return exchanges.length === 0 || !exchanges[0]?.messages.some(({ role }) => role === 'user') ? null : exchanges
}
