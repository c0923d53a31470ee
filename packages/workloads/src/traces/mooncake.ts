import { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { requestBody } from './request-body.js'
import { blockIds, traceNumber, traceRow, traceTokens, userMessage } from './trace-row.js'

const row = z
  .object({
    timestamp: traceNumber.nullish(),
    input_length: traceTokens.nullish(),
    output_length: traceTokens.nullish(),
    hash_ids: blockIds.nullish(),
    text_input: z.string().min(1).nullish(),
    messages: z.array(z.object(ChatMessage.shape)).min(1).nullish(),
    payload: requestBody.nullish(),
    tools: z.array(z.unknown()).nullish(),
    extra: z.record(z.string(), z.unknown()).nullish(),
    message_mode: z.literal('history', { error: 'gives only what a turn adds' }).nullish(),
    delay: z.null({ error: 'comes after the turn before it instead of at a time' }).optional(),
  })
  .transform(
    ({ timestamp, input_length, output_length, hash_ids, text_input, messages, payload, ...more }, context) => {
      const prompt = payload?.messages ?? messages ?? (text_input == null ? null : userMessage(text_input))
      if (prompt === null && input_length == null) {
        context.addIssue({ code: 'custom', path: ['input_length'], message: 'is missing' })
        return z.NEVER
      }
      const tools = more.tools == null ? {} : { tools: more.tools }
      const extraBody = { ...payload?.extraBody, ...tools, ...more.extra }
      return traceRow({
        atMs: timestamp ?? null,
        inputTokens: prompt === null ? (input_length ?? null) : null,
        outputTokens: output_length ?? payload?.outputTokens ?? null,
        hashIds: prompt === null ? (hash_ids ?? []) : [],
        messages: prompt,
        extraBody: Object.keys(extraBody).length === 0 ? null : extraBody,
        withoutEffect: payload?.withoutEffect ?? [],
      })
    },
  )

export const mooncake = defineTrace({
  name: 'mooncake',
  description:
    "JSON lines of Mooncake, with AIPerf's text_input, messages and payload; times in ms, hash ids of 512 tokens",
  layout: 'json',
  blockSize: 512,
  fields: [
    'timestamp',
    'input_length',
    'output_length',
    'hash_ids',
    'text_input',
    'messages',
    'payload',
    'tools',
    'extra',
    'message_mode',
    'delay',
  ],
  signs: [
    ['timestamp', 'input_length'],
    ['timestamp', 'text_input'],
    ['timestamp', 'messages'],
    ['timestamp', 'payload'],
    ['input_length', 'hash_ids'],
  ],
  row,
})
