import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { traceRow, userMessage } from './trace-row.js'

const row = z.object({ value: z.string().min(1) }).transform(({ value }) => traceRow({ messages: userMessage(value) }))

export const lineByLine = defineTrace({
  name: 'line_by_line',
  description: "EvalScope's line_by_line: one prompt a line, as plain text",
  layout: 'plain',
  times: 'never',
  blockSize: null,
  fields: ['value'],
  signs: [['value']],
  row,
})
