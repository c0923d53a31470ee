import { z } from 'zod'
import { lax } from './lax.js'

/**
 * One request's way through an engine, epoch seconds (`Timestamps` of the package), which has no formula for them and checks no
 * order. By the convention of its tests TTFT is `executedAt - scheduledAt` and the whole `completedAt - queuedAt`.
 */
export const ProtocolTimestamps = z.object({
  queuedAt: lax.float(),
  scheduledAt: lax.float(),
  executedAt: lax.float(),
  completedAt: lax.float(),
})
export type ProtocolTimestamps = z.infer<typeof ProtocolTimestamps>
