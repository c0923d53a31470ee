import { servingLatency, servingTotals } from './as-serving-benchmark.js'
import { type ForeignRow, type ForeignSample, holdsForAll, knownValues, withoutNulls } from './foreign-sample.js'

/**
 * Figures by the rules of SGLang's serving benchmark.
 *
 * There every request opens a connection, so its TTFT and latency are known only where ours did too; a request ends with the `[DONE]` line,
 * and the time per output token runs up to there (opening the connection cancels out of it). Gaps are divided by the new tokens
 * that the engine's native stream tells, which we do not have: left out.
 */
export function asSglang(sample: ForeignSample): Record<string, unknown> {
  const { ok, inputTokens, outputTokens: generated, durationS } = sample
  const connected = holdsForAll(ok, ({ connectionReused }) => connectionReused === 0)
  const latency = ({ startAt, endAt }: ForeignRow) => endAt - startAt
  const latencies = knownValues(ok, latency)
  const tpot = ({ outputTokens: tokens, firstTokenAt, endAt }: ForeignRow) =>
    tokens === null || tokens < 2 || firstTokenAt === null ? null : (endAt - firstTokenAt) / (tokens - 1)
  const all =
    inputTokens === null || generated === null || durationS === null ? null : (inputTokens + generated) / durationS
  return withoutNulls({
    ...servingTotals(sample),
    total_throughput: all,
    ...servingLatency('tpot', knownValues(ok, tpot)),
    ...(connected
      ? {
          ...servingLatency(
            'ttft',
            knownValues(ok, ({ firstTokenAt, startAt }) => (firstTokenAt === null ? null : firstTokenAt - startAt)),
          ),
          ...servingLatency('e2e_latency', latencies),
          concurrency: durationS === null ? null : latencies.reduce((a, b) => a + b, 0) / 1000 / durationS,
        }
      : {}),
  })
}
