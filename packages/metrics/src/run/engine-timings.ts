import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { EngineTimings } from '@sagellm-benchmark/protocol-types/telemetry'
import { requestMetrics } from '../request/request-metrics.js'

/**
 * Takes measured records one at a time; what the engine says of its answers beside what the client saw of the same ones. `null` where
 * no answer carried timings.
 *
 * Decoding begins with the first token, which prefill has given, so its time is divided by the tokens after it. A llama.cpp of
 * before 2026 divides by all of them in its own `predicted_per_token_ms`.
 */
export function createEngineTimings(): { add(record: RequestRecord): void; result(): EngineTimings | null } {
  const prefill = createPairs()
  const decode = createPairs()
  let n = 0
  return {
    add(record) {
      const { errorClass, engineTimings } = record
      if (errorClass !== null || engineTimings === null) return
      n += 1
      const { ttftMs, tbtMs } = requestMetrics(record)
      const { promptMs, decodeMs, decodeTokens } = engineTimings
      prefill.add(promptMs, ttftMs)
      decode.add(decodeMs === null || (decodeTokens ?? 0) < 2 ? null : decodeMs / ((decodeTokens as number) - 1), tbtMs)
    },
    result() {
      if (n === 0) return null
      const [prefillMs, ttftMs] = prefill.means()
      const [decodeMsPerToken, tbtMs] = decode.means()
      return { n, prefillMs, ttftMs, decodeMsPerToken, tbtMs }
    },
  }
}

/** Means of two values over the requests of which both are known. */
function createPairs() {
  const sums = [0, 0] as [number, number]
  let known = 0
  return {
    add(engine: number | null, client: number | null) {
      if (engine === null || client === null) return
      sums[0] += engine
      sums[1] += client
      known += 1
    },
    means: (): [number | null, number | null] => (known === 0 ? [null, null] : [sums[0] / known, sums[1] / known]),
  }
}
