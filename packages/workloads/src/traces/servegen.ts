import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { traceNumber, traceRow, traceTokens } from './trace-row.js'

const row = z
  .object({ servegen_client: z.string(), t: traceNumber, input_tokens: traceTokens, output_tokens: traceTokens })
  .transform(({ t, input_tokens, output_tokens }) =>
    traceRow({ atMs: t * 1000, inputTokens: input_tokens, outputTokens: output_tokens }),
  )

/** The rows are drawn, see `serveGenRows`: the files hold no requests, but how clients send them. */
export const servegen = defineTrace({
  name: 'servegen',
  description: 'a folder of ServeGen (chunk-N-trace.csv and chunk-N-dataset.json): requests drawn client by client',
  layout: 'json',
  blockSize: null,
  fields: ['servegen_client', 't', 'input_tokens', 'output_tokens'],
  signs: [['servegen_client']],
  row,
})
