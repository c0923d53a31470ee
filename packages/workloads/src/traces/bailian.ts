import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { blockIds, traceNumber, traceTokens } from './trace-row.js'

const row = z
  .object({
    timestamp: traceNumber,
    input_length: traceTokens,
    output_length: traceTokens,
    hash_ids: blockIds.default([]),
  })
  .transform(({ timestamp, input_length, output_length, hash_ids }) => ({
    atMs: timestamp * 1000,
    inputTokens: input_length,
    outputTokens: output_length,
    hashIds: hash_ids,
    messages: null,
  }))

/** Turns of a chat arrive at their recorded times; their order is that of the file. */
export const bailian = defineTrace({
  name: 'bailian',
  description: 'JSON lines of Alibaba Bailian (Qwen); times in seconds, hash ids of 16 tokens',
  layout: 'json',
  blockSize: 16,
  fields: ['chat_id', 'parent_chat_id', 'timestamp', 'input_length', 'output_length', 'type', 'turn', 'hash_ids'],
  signs: [['chat_id', 'timestamp', 'input_length', 'hash_ids']],
  row,
})
