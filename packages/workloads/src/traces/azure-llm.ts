import { z } from 'zod'
import { dateTime } from './date-time.js'
import { defineTrace } from './define-trace.js'
import { traceTokens } from './trace-row.js'

const row = z
  .object({ TIMESTAMP: dateTime, ContextTokens: traceTokens, GeneratedTokens: traceTokens })
  .transform(({ TIMESTAMP, ContextTokens, GeneratedTokens }) => ({
    atMs: TIMESTAMP,
    inputTokens: ContextTokens,
    outputTokens: GeneratedTokens,
    hashIds: [],
    messages: null,
  }))

export const azureLlm = defineTrace({
  name: 'azure_llm',
  description: 'CSV of the Azure LLM inference traces; dates with seven decimals of a second, no hash ids',
  layout: 'csv',
  blockSize: null,
  fields: ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'],
  signs: [['TIMESTAMP', 'ContextTokens', 'GeneratedTokens']],
  row,
})
