import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { chatTurn, firstExchange } from './chat-turns.js'
import { type TraceRow, traceRow } from './trace-row.js'

/** Some sets put every turn into a list of its own. */
const turn = z.union([chatTurn, z.tuple([chatTurn]).transform(([only]) => only)])

/** The row of a set of conversations with chat models: the first turn of a person is the prompt, what answered it the reply. */
export const hfConversation: z.ZodType<TraceRow> = z
  .object({ conversation: z.array(turn).min(1) })
  .transform(({ conversation }, context) => {
    const found = firstExchange(conversation as readonly ChatMessage[])
    if (found !== null) return traceRow({ messages: [found.prompt], reply: found.reply })
    context.addIssue({ code: 'custom', path: ['conversation'], message: 'does not begin with a person' })
    return z.NEVER
  })
