import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { traceNumber, traceTokens, traceTokensOrNone } from './trace-row.js'

const row = z
  .object({
    Timestamp: traceNumber,
    'Request tokens': traceTokens,
    'Response tokens': traceTokensOrNone.refine((tokens) => tokens > 0, {
      message: 'is 0: the recorded request failed',
    }),
  })
  .transform((fields) => ({
    atMs: fields.Timestamp * 1000,
    inputTokens: fields['Request tokens'],
    outputTokens: fields['Response tokens'],
    hashIds: [],
    messages: null,
  }))

export const burstgpt = defineTrace({
  name: 'burstgpt',
  description: 'CSV of BurstGPT; times in seconds, no hash ids, rows of failed requests are passed over',
  layout: 'csv',
  blockSize: null,
  fields: [
    'Timestamp',
    'Session ID',
    'Elapsed time',
    'Model',
    'Request tokens',
    'Response tokens',
    'Total tokens',
    'Log Type',
  ],
  signs: [['Timestamp', 'Request tokens', 'Response tokens']],
  row,
})
