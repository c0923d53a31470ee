import { z } from 'zod'
import { setPreparation } from '../json/upgrade.js'

/** Means over the same requests: what the engine says of them, and what the client saw of them by the same formula. */
const Beside = z
  .object({ engine: z.number().nullable(), client: z.number().nullable() })
  .default({ engine: null, client: null })

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
  prefillMs: Beside.describe('within the TTFT that the client saw, which also holds queue, network and front end'),
  decodeMs: Beside,
  peakMemMb: Beside,
})
export type EngineFigures = z.infer<typeof EngineFigures>

/** Files of before 0.1.0 hold llama.cpp's timings in a field of their own, `engine_timings`: prepares them for a schema with `engineFigures`. */
export function readEngineTimings(schema: z.ZodType): void {
  setPreparation(schema, (json) => {
    const timings = OldTimings.safeParse(json.engine_timings)
    if (!timings.success || (json.engine_figures ?? null) !== null) return json
    const { n, prefill_ms, ttft_ms, decode_ms_per_token, tbt_ms } = timings.data
    const figures = {
      requests: n,
      ttft_ms: { engine: null, client: ttft_ms },
      tbt_ms: { engine: decode_ms_per_token, client: tbt_ms },
      prefill_ms: { engine: prefill_ms, client: null },
    }
    return { ...json, engine_figures: figures }
  })
}

const oldMean = z.number().nullable().default(null)
const OldTimings = z.object({
  n: z.int(),
  prefill_ms: oldMean,
  ttft_ms: oldMean,
  decode_ms_per_token: oldMean,
  tbt_ms: oldMean,
})
