import { z } from 'zod'
import { dateTime } from './date-time.js'
import { defineTrace } from './define-trace.js'
import { parseTraceJson } from './parse-trace-json.js'
import { requestBody } from './request-body.js'
import { traceNumber, traceTokens } from './trace-row.js'

/** Seconds since any beginning, or a date of ISO 8601; in ms. */
const arrival = z.union([traceNumber.transform((seconds) => seconds * 1000), dateTime], {
  error: 'is neither a number of seconds nor a date',
})

/** A gateway may have logged the body as the text that it was. */
const body = z.preprocess((given) => (typeof given === 'string' ? parseTraceJson(given) : given), requestBody)

/** An answer that was recorded is as long as it was, which is less than a body with a mere limit says. */
const row = z
  .object({ body, timestamp: arrival, completion_tokens: traceTokens.nullish() })
  .transform(({ body, timestamp, completion_tokens }) => ({
    ...body,
    atMs: timestamp,
    outputTokens: completion_tokens ?? body.outputTokens,
  }))

/** Headers of a row are not sent, and are named: they are the target's own, and may hold somebody's key. */
export const workloadTrace = defineTrace({
  name: 'workload_trace',
  description:
    "EvalScope's workload_trace: the whole body of a request with its timestamp (seconds or a date) and completion_tokens",
  layout: 'json',
  blockSize: null,
  fields: ['body', 'timestamp', 'request_id', 'completion_tokens'],
  signs: [['body', 'timestamp']],
  row,
})
