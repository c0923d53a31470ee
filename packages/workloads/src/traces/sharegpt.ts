import { z } from 'zod'
import { chatTurn, firstExchange } from './chat-turns.js'
import { defineTrace } from './define-trace.js'
import { traceRow } from './trace-row.js'

/** Only what is used: the files in circulation differ in everything else. */
const turns = z.array(z.unknown()).nullish()

const row = z
  .object({ conversations: turns, conversation: turns, messages: turns })
  .transform(({ conversations, conversation, messages }, context) => {
    const read = z.array(chatTurn).safeParse(conversations ?? conversation ?? messages)
    const found = read.success ? firstExchange(read.data) : null
    if (found?.reply != null) return traceRow({ messages: [found.prompt], reply: found.reply })
    context.addIssue({ code: 'custom', message: 'is no conversation that a person begins and somebody answers' })
    return z.NEVER
  })

export const sharegpt = defineTrace({
  name: 'sharegpt',
  description: 'ShareGPT conversations, a list or an object a line; the first turn of a person is the prompt',
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['id', 'conversations', 'conversation', 'messages'],
  signs: [['conversations'], ['conversation'], ['messages']],
  row,
})
