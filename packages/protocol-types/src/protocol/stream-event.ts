import { z } from 'zod'
import { ProtocolError } from './error.js'
import { lax, unset } from './lax.js'
import { ProtocolMetrics } from './metrics.js'

/** Opens a stream. */
export const StreamEventStart = z.object({
  event: z.literal('start').default('start'),
  requestId: lax.text(),
  traceId: lax.text(),
  engineId: lax.text(),
  promptTokens: unset(lax.int()),
})
export type StreamEventStart = z.infer<typeof StreamEventStart>

/** Text, and the ids of its tokens. */
export const StreamEventDelta = z.object({
  event: z.literal('delta').default('delta'),
  requestId: lax.text(),
  traceId: lax.text(),
  engineId: lax.text(),
  content: lax.text(),
  contentTokens: lax.list(lax.int()),
})
export type StreamEventDelta = z.infer<typeof StreamEventDelta>

/** Closes a stream with the whole answer. A failure travels here too, as `finishReason: 'error'` with `error`. */
export const StreamEventEnd = z.object({
  event: z.literal('end').default('end'),
  requestId: lax.text(),
  traceId: lax.text(),
  engineId: lax.text(),
  promptTokens: unset(lax.int()),
  content: lax.text(),
  outputTokens: lax.list(lax.int()),
  finishReason: z.enum(['stop', 'length', 'error']),
  metrics: ProtocolMetrics,
  error: unset(ProtocolError),
})
export type StreamEventEnd = z.infer<typeof StreamEventEnd>

/** One event of a stream, distinguished by `event`. */
export const StreamEvent = z.discriminatedUnion('event', [StreamEventStart, StreamEventDelta, StreamEventEnd])
export type StreamEvent = z.infer<typeof StreamEvent>
