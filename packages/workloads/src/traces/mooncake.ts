import { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { blockIds, traceNumber, traceTokens } from './trace-row.js'

const row = z
  .object({
    timestamp: traceNumber.optional(),
    input_length: traceTokens.nullish(),
    output_length: traceTokens.nullish(),
    hash_ids: blockIds.nullish(),
    text_input: z.string().min(1).nullish(),
    messages: z.array(z.object(ChatMessage.shape)).min(1).nullish(),
    delay: traceNumber.nullish(),
  })
  .refine(({ timestamp, delay }) => timestamp !== undefined || delay == null, {
    message: 'has a delay after the turn before it instead of a time',
  })
  .transform(({ timestamp, input_length, output_length, hash_ids, text_input, messages }, context) => {
    const prompt = messages ?? (text_input == null ? null : [{ role: 'user' as const, content: text_input }])
    if (timestamp === undefined || (prompt === null && input_length == null)) {
      const missing = timestamp === undefined ? 'timestamp' : 'input_length'
      context.addIssue({ code: 'custom', path: [missing], message: 'is missing' })
      return z.NEVER
    }
    return {
      atMs: timestamp,
      inputTokens: prompt === null ? (input_length ?? null) : null,
      outputTokens: output_length ?? null,
      hashIds: prompt === null ? (hash_ids ?? []) : [],
      messages: prompt,
    }
  })

export const mooncake = defineTrace({
  name: 'mooncake',
  description: "JSON lines of Mooncake, with AIPerf's text_input and messages; times in ms, hash ids of 512 tokens",
  layout: 'json',
  blockSize: 512,
  fields: ['timestamp', 'input_length', 'output_length', 'hash_ids', 'text_input', 'messages', 'delay'],
  signs: [
    ['timestamp', 'input_length'],
    ['timestamp', 'text_input'],
    ['timestamp', 'messages'],
  ],
  row,
})
