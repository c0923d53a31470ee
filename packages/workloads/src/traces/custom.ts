import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { traceRow, traceTokens, userMessage } from './trace-row.js'

const lengths = ['output_tokens', 'max_tokens', 'max_completion_tokens', 'output_len', 'output_length'] as const

const row = z
  .object({ prompt: z.string().min(1), ...Object.fromEntries(lengths.map((name) => [name, traceTokens.nullish()])) })
  .transform((fields) => {
    const wishes = fields as Partial<Record<(typeof lengths)[number], number | null>>
    const outputTokens = lengths.map((name) => wishes[name]).find((tokens) => tokens != null) ?? null
    return traceRow({ messages: userMessage(fields.prompt), outputTokens })
  })

/** The source `file` reads such lines too, and refuses what it does not know; this one also reads lists, CSV and Parquet. */
export const custom = defineTrace({
  name: 'custom',
  description: "vLLM's custom: a prompt, and output_tokens where a row has a wish of its own",
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['prompt', ...lengths],
  signs: [['prompt']],
  row,
})
