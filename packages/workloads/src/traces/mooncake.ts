import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { requestBody } from './request-body.js'
import { blockIds, traceNumber, traceRow, type TraceRow, traceTokens, userMessage } from './trace-row.js'

/** The request of a row, whatever it says of the session that it belongs to. */
export const mooncakeRequest: z.ZodType<TraceRow> = z
  .object({
    timestamp: traceNumber.nullish(),
    input_length: traceTokens.nullish(),
    output_length: traceTokens.nullish(),
    hash_ids: blockIds.nullish(),
    text_input: z.string().min(1).nullish(),
    messages: z.preprocess((messages) => messages && { messages }, requestBody.nullish()),
    payload: requestBody.nullish(),
    tools: z.array(z.unknown()).nullish(),
    extra: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform((given, context) => {
    const { timestamp, input_length, output_length, hash_ids, text_input, tools, extra } = given
    const body = given.payload ?? given.messages ?? null
    const prompt = body?.messages ?? (text_input == null ? null : userMessage(text_input))
    if (prompt === null && input_length == null) {
      context.addIssue({ code: 'custom', path: ['input_length'], message: 'is missing' })
      return z.NEVER
    }
    const extraBody = { ...body?.extraBody, ...(tools == null ? {} : { tools }), ...extra }
    return traceRow({
      atMs: timestamp ?? null,
      inputTokens: prompt === null ? (input_length ?? null) : null,
      outputTokens: output_length ?? body?.outputTokens ?? null,
      hashIds: prompt === null ? (hash_ids ?? []) : [],
      messages: prompt,
      extraBody: Object.keys(extraBody).length === 0 ? null : extraBody,
      withoutEffect: body?.withoutEffect ?? [],
    })
  })

const refusals = z.object({
  message_mode: z.literal('history', { error: 'gives only what a turn adds: replay it with --session-file' }).nullish(),
  delay: z
    .null({ error: 'comes after the turn before it instead of at a time: replay it with --session-file' })
    .optional(),
})
const row = mooncakeRequest.and(refusals.transform(() => ({})))

/** Fields of a row that are obeyed, beside those of its session. */
export const mooncakeFields = [
  ...['timestamp', 'input_length', 'output_length', 'hash_ids', 'text_input', 'messages'],
  ...['payload', 'tools', 'extra', 'message_mode', 'delay'],
]

export const mooncake = defineTrace({
  name: 'mooncake',
  description:
    "JSON lines of Mooncake, with AIPerf's text_input, messages and payload; times in ms, hash ids of 512 tokens",
  layout: 'json',
  blockSize: 512,
  fields: mooncakeFields,
  signs: [
    ['timestamp', 'input_length'],
    ['timestamp', 'text_input'],
    ['timestamp', 'messages'],
    ['timestamp', 'payload'],
    ['input_length', 'hash_ids'],
  ],
  row,
})
