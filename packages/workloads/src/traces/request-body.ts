import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { chatTurn } from './chat-turns.js'
import { traceRow, type TraceRow, traceTokens, userMessage } from './trace-row.js'

/** Fields of a body that are this program's own: the target, and how the answer comes. */
const without = ['model', 'stream', 'stream_options', 'user', 'store', 'metadata', 'service_tier']
const lengths = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'] as const

const length = traceTokens.nullish()
const body = z.looseObject({
  messages: z.array(z.unknown()).min(1).nullish(),
  prompt: z.union([z.string().min(1), z.array(z.string().min(1)).length(1)]).nullish(),
  max_tokens: length,
  max_completion_tokens: length,
  max_output_tokens: length,
  n: z.literal(1, { error: 'asks for several answers to one prompt' }).nullish(),
})

/**
 * The body of a request of the OpenAI API, as a row: its prompt and length, and every other field to be sent as it stands. What
 * belongs to the target or to how the answer comes (`model`, `stream`) is named as without effect.
 */
export const requestBody: z.ZodType<TraceRow> = body.transform((given, context) => {
  const { messages, prompt, n: _, ...others } = given
  if ((messages == null) === (prompt == null)) {
    context.addIssue({ code: 'custom', message: 'has not one of messages and prompt' })
    return z.NEVER
  }
  const texts = messages == null ? userMessage([prompt].flat()[0] as string) : textsOf(messages)
  if (texts === null) {
    context.addIssue({ code: 'custom', path: ['messages'], message: 'have no text' })
    return z.NEVER
  }
  const wish = lengths.map((name) => given[name]).find((tokens) => tokens != null)
  const kept = Object.entries(others).filter(
    ([name, value]) => value !== null && name !== '__proto__' && ![...without, ...lengths].includes(name),
  )
  // Tool calls and parts of a message are no text: they are sent as they were recorded.
  const asRecorded = messages == null || messages.every(isPlain) ? {} : { messages }
  return traceRow({
    messages: texts,
    outputTokens: wish ?? null,
    extraBody: { ...Object.fromEntries(kept), ...asRecorded },
    withoutEffect: without.filter((name) => given[name] != null).map((name) => `body.${name}`),
  })
})

/** What of the messages is text, for counting; `null` where nothing is. */
function textsOf(messages: readonly unknown[]): readonly ChatMessage[] | null {
  const texts = messages.flatMap((message) => {
    const read = chatTurn.safeParse(message)
    return read.success ? [read.data] : []
  })
  return texts.length > 0 ? texts : null
}

function isPlain(message: unknown): boolean {
  return chatTurn.safeParse(message).success && Object.keys(message as object).every((key) => plain.has(key))
}

const plain: ReadonlySet<string> = new Set(['role', 'content'])
