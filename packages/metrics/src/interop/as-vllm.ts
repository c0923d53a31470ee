import { servingGaps, servingLatency, servingTotals } from './as-serving-benchmark.js'
import { type ForeignRow, type ForeignSample, holdsForAll, knownValues, withoutNulls } from './foreign-sample.js'

/** Two stamps this close, ms, give a value that a report would not tell apart. */
const SAME_MOMENT_MS = 1

/**
 * Figures by the rules of vLLM's serving benchmark.
 *
 * There a request begins to answer with its first chunk that has `choices`, a role-only one too, and ends with the last such chunk, the
 * finish chunk too; its gaps (`itl`) run between all of them. Records of older versions lack these stamps. There both moments lie between
 * stamps that we have: headers and first token, last token and end. Where these are within a millisecond in every request the moment is
 * known; where not, the latencies that rest on it are left out, and so are the gaps.
 */
export function asVllm(sample: ForeignSample): Record<string, unknown> {
  const { ok, errors, inputTokens, outputTokens: generated, durationS } = sample
  const beginKnown = holdsForAll(ok, (row) => row.firstChoiceAt !== null || close(row.headersAt, row.firstTokenAt))
  const endKnown = holdsForAll(ok, (row) => row.lastChoiceAt !== null || close(row.lastTokenAt, row.endAt))
  const ttft = (row: ForeignRow) => since(row.firstChoiceAt ?? row.firstTokenAt, row.startAt)
  const latency = (row: ForeignRow) => since(row.lastChoiceAt ?? row.lastTokenAt, row.startAt)
  const tpot = (row: ForeignRow) => {
    const tokens = row.outputTokens
    const [begin, end] = [ttft(row), latency(row)]
    return tokens === null || tokens < 2 || begin === null || end === null ? null : (end - begin) / (tokens - 1)
  }
  const all =
    inputTokens === null || generated === null || durationS === null ? null : (inputTokens + generated) / durationS
  return withoutNulls({
    ...servingTotals(sample),
    total_token_throughput: all,
    ...(beginKnown ? servingLatency('ttft', knownValues(ok, ttft)) : {}),
    ...(endKnown ? servingLatency('e2el', knownValues(ok, latency)) : {}),
    ...(beginKnown && endKnown ? servingLatency('tpot', knownValues(ok, tpot)) : {}),
    ...servingGaps('itl', sample.chunkGaps),
    ...(beginKnown ? { ttfts: Array.from(ok, (row) => seconds(ttft(row))) } : {}),
    ...(endKnown ? { latencies: Array.from(ok, (row) => seconds(latency(row))) } : {}),
    input_lens: inputTokens === null ? null : Array.from(ok, ({ promptTokens }) => promptTokens),
    output_lens: generated === null ? null : Array.from(ok, ({ outputTokens }) => outputTokens),
    errors,
  })
}

function close(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(b - a) <= SAME_MOMENT_MS
}

function since(stamp: number | null, from: number): number | null {
  return stamp === null ? null : stamp - from
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000
}
