import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { traceRow, traceTokens } from './trace-row.js'

const text = z.string().min(1).nullish()

const row = z
  .object({
    prompt: text,
    prefix: text,
    system_prompt: text,
    prompt_tokens_count: traceTokens.nullish(),
    output_tokens_count: traceTokens.nullish(),
    prompt_1: z.null({ error: 'makes it a conversation' }).optional(),
    prompt_0: text,
    output_tokens_count_0: traceTokens.nullish(),
  })
  .transform((fields, context) => {
    const prompt = fields.prompt ?? fields.prompt_0
    const before = fields.prefix ?? fields.system_prompt
    if (prompt == null) {
      context.addIssue({ code: 'custom', path: ['prompt'], message: 'is missing' })
      return z.NEVER
    }
    const messages: ChatMessage[] = [
      ...(before == null ? [] : [{ role: 'system' as const, content: before }]),
      { role: 'user', content: prompt },
    ]
    return traceRow({ messages, outputTokens: fields.output_tokens_count ?? fields.output_tokens_count_0 ?? null })
  })

/** The length that a row states of its prompt is what its tool counted; ours is counted anew. */
export const guidellm = defineTrace({
  name: 'guidellm',
  description: "GuideLLM's rows, CSV or JSON lines: prompt, prefix, output_tokens_count",
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['prompt', 'prompt_0', 'prefix', 'system_prompt', 'output_tokens_count', 'output_tokens_count_0'],
  signs: [['prompt', 'output_tokens_count'], ['prompt', 'prompt_tokens_count'], ['prompt_0']],
  row,
})
