// What a client wrote about its requests, held against what the server did.

/**
 * @typedef {{ number?: number, id?: string, ttftMs: number | null, gapsMs: number[] | null }} Measured
 * One request as a client's result tells it: named by the number in its text or by its x-request-id. `gapsMs` are the
 * times between tokens; `null` where the client keeps none.
 */

/**
 * @param {Measured[]} measured
 * @param {import('./truth-server.mjs').Served[]} served
 * @returns how far the client's times lie from the server's, ms. TTFT keeps its sign (later is positive) and counts from the moment at which the server
 * had the whole request; gaps are absolute. `null` where the client wrote none, or where none could be matched.
 */
export function againstTruth(measured, served) {
  const pairs = pairsOf(measured, served)
  const gaps = pairs.flatMap(({ gapsMs, truth }) =>
    // Another number of gaps than of tokens would compare one token with another.
    gapsMs?.length === truth.sent.length - 1
      ? gapsMs.map((gap, at) => Math.abs(gap - (truth.sent[at + 1] - truth.sent[at])))
      : [],
  )
  return { matched: pairs.length, ttft: spread(pairs.flatMap(ttftError)), gap: spread(gaps) }
}

/** TTFT error of the first `concurrency` requests to arrive, and of all others: mean, ms. */
export function waveErrors(measured, served, concurrency) {
  const pairs = pairsOf(measured, served).sort((a, b) => a.truth.arrived - b.truth.arrived)
  const mean = (of) => spread(of.flatMap(ttftError))?.mean ?? null
  return { firstMs: mean(pairs.slice(0, concurrency)), laterMs: mean(pairs.slice(concurrency)) }
}

function pairsOf(measured, served) {
  const byId = new Map(served.map((each) => [each.id, each]))
  return measured.flatMap((each) => {
    const truth = each.number === undefined ? byId.get(each.id) : served[each.number]
    return truth === undefined || truth.sent.length === 0 ? [] : [{ ...each, truth }]
  })
}

function ttftError({ ttftMs, truth }) {
  return ttftMs === null ? [] : [ttftMs - (truth.sent[0] - truth.arrived)]
}

/**
 * How late requests came to the server in an open loop at an even rate: against the grid through the earliest of them.
 *
 * @param arrivedMs - ascending.
 * @returns `lateP50Ms`, `lateP99Ms` of the even grid; `gapCv` is the coefficient of variation of the gaps: 0 for an even grid, 1 for Poisson.
 */
export function arrivals(arrivedMs, rateRps) {
  if (arrivedMs.length < 3) return null
  const offsets = arrivedMs.map((at, index) => at - (index * 1000) / rateRps)
  const first = Math.min(...offsets)
  const late = spread(offsets.map((offset) => offset - first))
  const gaps = arrivedMs.slice(1).map((at, index) => at - arrivedMs[index])
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (gaps.length - 1)
  return {
    lateP50Ms: late.p50,
    lateP99Ms: late.p99,
    lateMaxMs: late.max,
    rateRps: 1000 / mean,
    gapCv: Math.sqrt(variance) / mean,
  }
}

/** `null` of nothing. */
function spread(values) {
  if (values.length === 0) return null
  const sorted = Float64Array.from(values).sort()
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return {
    mean: sorted.reduce((sum, each) => sum + each, 0) / sorted.length,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
  }
}
