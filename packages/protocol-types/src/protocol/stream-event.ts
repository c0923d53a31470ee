import { z } from 'zod'
import { ProtocolError } from './error.js'
import { ProtocolMetrics } from './metrics.js'

/** One event of a Protocol v0.1 stream, told apart by `event`. */
export const ProtocolStreamEvent = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('start'),
    requestId: z.string(),
    traceId: z.string(),
    engineId: z.string(),
    promptTokens: z.int().nonnegative().optional(),
  }),
  z.object({ event: z.literal('delta'), chunk: z.string(), chunkTokens: z.array(z.int()) }),
  z.object({
    event: z.literal('end'),
    outputText: z.string(),
    outputTokens: z.array(z.int()),
    finishReason: z.string(),
    metrics: ProtocolMetrics,
  }),
  z.object({ event: z.literal('error'), error: ProtocolError, traceId: z.string().optional() }),
])
export type ProtocolStreamEvent = z.infer<typeof ProtocolStreamEvent>
