import { z } from 'zod'
import { ProtocolError } from './error.js'
import { lax, unset } from './lax.js'
import { ProtocolMetrics } from './metrics.js'

/** A whole answer (`Response` of the package). */
export const ProtocolResponse = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  outputText: lax.text(),
  outputTokens: lax.list(lax.int()),
  promptTokens: unset(lax.int()),
  finishReason: z.enum(['stop', 'length', 'error']),
  metrics: ProtocolMetrics,
  error: unset(ProtocolError),
})
export type ProtocolResponse = z.infer<typeof ProtocolResponse>
