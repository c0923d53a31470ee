import { z } from 'zod'

/** Means over the same requests: what the engine says of them, and what the client saw of them by the same formula. */
const Beside = z.object({ engine: z.number().nullable(), client: z.number().nullable() })

/**
 * An engine's own figures beside the client's, over the successful requests of which it gave any. The formulas are those of sageLLM's
 * Protocol on both sides, so `tpotMs` is the whole time over all tokens and not the TPOT of the catalogue. `null`: nobody knows.
 */
export const EngineFigures = z.object({
  requests: z.int().nonnegative(),
  ttftMs: Beside,
  tbtMs: Beside,
  tpotMs: Beside,
  throughputTps: Beside.describe('of one request'),
  prefillMs: Beside,
  decodeMs: Beside,
  peakMemMb: Beside,
})
export type EngineFigures = z.infer<typeof EngineFigures>
