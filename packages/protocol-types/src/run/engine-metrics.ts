import { z } from 'zod'

const figure = z.number().nonnegative().nullable()

/**
 * What an engine says of one request by itself, in the formulas of sageLLM's Protocol: TBT is the time after the first token over the
 * tokens after it, TPOT the whole time over all tokens, throughput all tokens over the whole time. The Protocol writes 0 for what
 * nobody measured, so a 0 is `null` here.
 */
export const EngineMetrics = z.object({
  ttftMs: figure,
  tbtMs: figure,
  tpotMs: figure.describe("the engine's own: whole time over all tokens, and not the TPOT of docs/metrics.md"),
  throughputTps: figure,
  prefillMs: figure,
  decodeMs: figure,
  peakMemMb: figure,
  prefixHitRate: figure,
})
export type EngineMetrics = z.infer<typeof EngineMetrics>
