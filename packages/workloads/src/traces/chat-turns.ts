import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'

const roles: Readonly<Record<string, ChatMessage['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  prompter: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  model: 'assistant',
  tool: 'tool',
  function: 'tool',
}

/** Who speaks, by the many names in circulation. */
const role = z.string().transform((name, context) => {
  const known = Object.hasOwn(roles, name.toLowerCase()) ? roles[name.toLowerCase()] : undefined
  if (known !== undefined) return known
  context.addIssue({ code: 'custom', message: 'is no speaker that is known' })
  return z.NEVER
})

const part = z.object({ type: z.literal('text'), text: z.string() }, { error: 'has a part that is no text' })
/** A text, or a list of parts that are texts. */
const content = z.union([z.string(), z.array(part).transform((parts) => parts.map(({ text }) => text).join(''))])

/** One turn of a recorded conversation, as the files in circulation write it: `from` and `value`, `from` and `text`, `role` and `content`. */
export const chatTurn: z.ZodType<ChatMessage> = z.union([
  z.object({ role, content }),
  z.object({ from: role, value: content }).transform((turn) => ({ role: turn.from, content: turn.value })),
  z.object({ from: role, text: content }).transform((turn) => ({ role: turn.from, content: turn.text })),
])

/** A conversation as a prompt and its answer: its first turn of a person and the reply to it; `null` where it begins otherwise. */
export function firstExchange(
  turns: readonly ChatMessage[],
): { readonly prompt: ChatMessage; readonly reply: string | null } | null {
  const [first, second] = turns.filter((turn) => turn.role !== 'system')
  if (first?.role !== 'user' || first.content.trim() === '') return null
  return { prompt: first, reply: second?.role === 'assistant' ? second.content : null }
}
