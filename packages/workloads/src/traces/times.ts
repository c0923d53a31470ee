import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { traceNumber } from './trace-row.js'

const row = z
  .object({ value: traceNumber.pipe(z.number().nonnegative('is no time of 0 or more')) })
  .transform(({ value }) => ({
    atMs: value,
    inputTokens: null,
    outputTokens: null,
    hashIds: [],
    messages: null,
  }))

export const times = defineTrace({
  name: 'times',
  description: 'one arrival time in ms a line, and nothing else',
  layout: 'plain',
  blockSize: null,
  fields: ['value'],
  signs: [['value']],
  row,
})
