import { z } from 'zod'
import { defineTrace } from './define-trace.js'
import { requestBody } from './request-body.js'

const routes = ['/v1/chat/completions', '/v1/completions']

const row = z
  .object({
    url: z.enum(routes, { error: 'is no route of texts' }).nullish(),
    body: requestBody,
  })
  .transform(({ body }) => body)

export const openaiBatch = defineTrace({
  name: 'openai_batch',
  description: 'a file of a batch API: custom_id, method, url and the whole body of a request a line',
  layout: 'json',
  times: 'never',
  blockSize: null,
  fields: ['custom_id', 'method', 'url', 'body'],
  signs: [['custom_id', 'body']],
  row,
})
