import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { requestBody } from './request-body.js'

/** Each payload is a whole prompt, the conversation before it included: a session of several is several requests. */
const row = z.object({ payloads: z.array(requestBody).min(1) }).transform(({ payloads }) => payloads)

export const inputsJson = defineTrace({
  name: 'inputs_json',
  description: "AIPerf's inputs.json: the bodies that a run sent, by session, each a request of its own",
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['session_id', 'payloads'],
  signs: [['payloads']],
  row,
})
