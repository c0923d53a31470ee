import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { chatTurn } from './chat-turns.js'
import { defineTrace } from './define-trace.js'
import { traceRow, userMessage } from './trace-row.js'

/** What the published files hold in the place of texts that their licences keep elsewhere. */
const placeholder = 'FULL BENCHMARK DATA SHOULD BE FETCHED FROM THE SOURCE'

const row = z
  .object({ turns: z.array(z.string().min(1)).min(1).nullish(), messages: z.array(chatTurn).min(1).nullish() })
  .transform(({ turns, messages }, context) => {
    const prompt = turns ? userMessage(turns[0] as string) : messages ? upToFirstQuestion(messages) : null
    const problem =
      prompt === null
        ? 'has neither turns nor messages'
        : prompt.some(({ content }) => content.includes(placeholder))
          ? 'holds a placeholder: prepare the file as the page of SPEED-Bench says'
          : null
    if (problem === null) return traceRow({ messages: prompt })
    context.addIssue({ code: 'custom', message: problem })
    return z.NEVER
  })

function upToFirstQuestion(messages: readonly ChatMessage[]): readonly ChatMessage[] | null {
  const at = messages.findIndex(({ role }) => role === 'user')
  return at < 0 ? null : messages.slice(0, at + 1)
}

export const speedBench = defineTrace({
  name: 'speed_bench',
  description: 'SPEED-Bench, and sets of questions in the form of MT-Bench: the first turn is the prompt',
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['question_id', 'turns', 'messages'],
  signs: [
    ['question_id', 'turns'],
    ['question_id', 'category', 'messages'],
  ],
  row,
})
