import { z } from 'zod'
import { ProtocolError } from './error.js'
import { ProtocolMetrics } from './metrics.js'

/** A whole answer of Protocol v0.1. */
export const ProtocolResponse = z.object({
  requestId: z.string().min(1),
  traceId: z.string().min(1),
  outputText: z.string(),
  outputTokens: z.array(z.int()),
  finishReason: z.string(),
  metrics: ProtocolMetrics,
  promptTokens: z.int().nonnegative().optional(),
  error: ProtocolError.optional(),
})
export type ProtocolResponse = z.infer<typeof ProtocolResponse>
