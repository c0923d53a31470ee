import { z } from 'zod'

const share = z.number().min(0).max(1)
const amount = z.number().nonnegative()

/** Epoch seconds of one request's way through an engine. TTFT is `executedAt - scheduledAt`, the whole `completedAt - queuedAt`. */
export const ProtocolTimestamps = z.object({
  queuedAt: z.number(),
  scheduledAt: z.number(),
  executedAt: z.number(),
  completedAt: z.number(),
})
export type ProtocolTimestamps = z.infer<typeof ProtocolTimestamps>

/**
 * Metrics of one request as an engine reports them in Protocol v0.1. The Protocol defaults the later fields to 0; a reader
 * must not take such a 0 for a measurement, which is why the benchmark's own artifacts use `null` for unknown.
 */
export const ProtocolMetrics = z.object({
  ttftMs: amount,
  throughputTps: amount,
  peakMemMb: amount,
  errorRate: share,
  tbtMs: amount.default(0),
  tpotMs: amount.default(0),
  kvUsedTokens: amount.default(0),
  kvUsedBytes: amount.default(0),
  prefixHitRate: share.default(0),
  evictCount: amount.default(0),
  evictMs: amount.default(0),
  specAcceptRate: share.default(0),
  timestamps: ProtocolTimestamps.optional(),
})
export type ProtocolMetrics = z.infer<typeof ProtocolMetrics>
