import { z } from 'zod'
import { lax, unset } from './lax.js'
import { ProtocolTimestamps } from './timestamps.js'

/**
 * Metrics of one request as an engine reports them (`Metrics` of the package). Counts and times that nobody measured are 0 there: a
 * reader must not take such a 0 for a measurement, which is why the benchmark's own artifacts use `null` for unknown. The engine's
 * `tpotMs` is the whole time over the tokens; ours, like vLLM's, is the time after the first token over the tokens after it.
 */
export const ProtocolMetrics = z.object({
  ttftMs: lax.float({ min: 0 }),
  tbtMs: lax.float({ min: 0 }).default(0),
  tpotMs: lax.float({ min: 0 }).default(0),
  throughputTps: lax.float({ min: 0 }),
  peakMemMb: lax.int({ min: 0 }),
  errorRate: lax.float({ min: 0, max: 1 }),
  kvUsedTokens: lax.int({ min: 0 }).default(0),
  kvUsedBytes: lax.int({ min: 0 }).default(0),
  prefixHitRate: lax.float({ min: 0, max: 1 }).default(0),
  evictCount: lax.int({ min: 0 }).default(0),
  evictMs: lax.float({ min: 0 }).default(0),
  specAcceptRate: lax.float({ min: 0, max: 1 }).default(0),
  prefillMs: lax.float({ min: 0 }).default(0),
  decodeMs: lax.float({ min: 0 }).default(0),
  kvTransferCount: lax.int({ min: 0 }).default(0),
  kvTransferBytes: lax.int({ min: 0 }).default(0),
  kvTransferMs: lax.float({ min: 0 }).default(0),
  commOverheadMs: lax.float({ min: 0 }).default(0),
  allreduceCount: lax.int({ min: 0 }).default(0),
  allgatherCount: lax.int({ min: 0 }).default(0),
  itlList: lax.list(lax.float()).default([]),
  timestamps: unset(ProtocolTimestamps),
  componentTrace: unset(lax.list(lax.text())),
})
export type ProtocolMetrics = z.infer<typeof ProtocolMetrics>
