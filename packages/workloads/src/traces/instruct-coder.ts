import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { traceRow, userMessage } from './trace-row.js'

const row = z
  .object({ instruction: z.string().min(1), input: z.string().nullish(), output: z.string().min(1).nullish() })
  .transform(({ instruction, input, output }) =>
    traceRow({
      messages: userMessage(input == null || input.trim() === '' ? instruction : `${input}\n\n${instruction}`),
      reply: output ?? null,
    }),
  )

export const instructCoder = defineTrace({
  name: 'instruct_coder',
  description: 'InstructCoder and other sets of instructions: input and instruction are the prompt, output the reply',
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['instruction', 'input', 'output'],
  signs: [['instruction', 'output']],
  row,
})
