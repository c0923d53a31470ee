import { defineTrace } from './define-trace.js'
import { requestBody } from './request-body.js'

export const rawPayload = defineTrace({
  name: 'raw_payload',
  description: 'the whole body of a request a line, as AIPerf writes it down; every field of it is sent',
  layout: 'json',
  times: 'never',
  blockSize: null,
  // Of a body every field is obeyed, or named by the row itself.
  fields: 'all',
  signs: [
    ['messages', 'model'],
    ['prompt', 'model'],
  ],
  row: requestBody,
})
