import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { traceRow, userMessage } from './trace-row.js'

const text = z.string()
const choices = ['A', 'B', 'C', 'D'] as const

const first = z
  .object({ context: text.min(1), input: text, answers: z.array(text).nullish() })
  .transform(({ context, input, answers }) =>
    traceRow({
      messages: userMessage(input.trim() === '' ? context : `${context}\n\n${input}`),
      reply: answers?.[0] ?? null,
    }),
  )

const second = z
  .object({
    context: text.min(1),
    question: text.min(1),
    ...Object.fromEntries(choices.map((each) => [`choice_${each}`, text])),
  })
  .transform((fields) => {
    const { context, question } = fields
    const given = choices.map((each) => `${each}. ${(fields as Record<string, unknown>)[`choice_${each}`]}`)
    return traceRow({ messages: userMessage([context, question, ...given].join('\n\n')) })
  })

/** The templates that the tasks of LongBench have of their own are not part of its files: a prompt is the document and the question. */
export const longbench = defineTrace({
  name: 'longbench',
  description: 'LongBench and LongBench v2: a long document and the question about it are the prompt',
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['_id', 'context', 'input', 'answers', 'question', ...choices.map((each) => `choice_${each}`)],
  signs: [
    ['context', 'input', 'answers'],
    ['context', 'question', 'choice_A'],
  ],
  row: z.union([first, second], { error: 'has no context with an input or a question' }),
})
