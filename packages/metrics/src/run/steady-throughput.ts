import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { SteadyThroughput } from '../formulas/compute.js'
import { mean } from '../statistics/mean.js'
import { notNegative } from '../statistics/not-negative.js'
import { slicedInterval } from '../statistics/sliced-interval.js'
import { MAX_UNKNOWN_SHARE } from './count-notes.js'
import { firstReached } from './concurrency.js'
import { type RunTable, outcome } from './run-table.js'
import type { TokenArrivals } from './token-arrivals.js'

/** Fewer durations of a request than these say nothing of the rate that a longer run would have. */
const FEWEST_DURATIONS = 20
const SLICES = 10

/**
 * Output tokens per second while the load was at its target: from the moment that the target concurrency was first reached to the
 * last start. Ramp-up and drain do not dilute it.
 *
 * Tokens are weighed onto the chunks that brought them. Requests that the run itself cut off count with what they had; failed ones do not.
 *
 * @returns `tps` `null` where the target was never reached, nothing started after it, or over 5 % of the token counts are not known.
 */
export function steadyThroughput(
  table: RunTable,
  { arrivals, targetConcurrency }: { readonly arrivals: TokenArrivals; readonly targetConcurrency: number | null },
): SteadyThroughput {
  const unknown = { tps: null, estimated: false, slices: [], durations: null }
  const from = targetConcurrency === null ? null : firstReached(table, targetConcurrency)
  const to = table.startAt.reduce((last, start) => Math.max(last, start), Number.NEGATIVE_INFINITY)
  if (from === null || to <= from) return unknown

  const tokensPerChunk = overallTokensPerChunk(table)
  if (tokensPerChunk === null) return unknown

  let estimated = false
  const tpsWithin = (span: { readonly from: number; readonly to: number }) => {
    let tokens = 0
    arrivals.arrivedWithin(table, span).forEach((count, row) => {
      if (count === 0) return
      const known = table.outputTokens[row] as number
      if (Number.isNaN(known)) {
        tokens += count * tokensPerChunk
        estimated ||= tokensPerChunk !== 1
      } else tokens += count * (known / (table.chunkCount[row] as number))
    })
    return tokens / ((span.to - span.from) / 1000)
  }
  const tps = tpsWithin({ from, to })
  const edge = (at: number) => from + ((to - from) * at) / SLICES
  const slices = Array.from({ length: SLICES }, (_, at) => tpsWithin({ from: edge(at), to: edge(at + 1) }))
  const duration = meanDuration(table)
  return { tps, estimated, slices, durations: duration === null ? null : (to - from) / duration }
}

/**
 * The 95 % interval of the steady throughput, over its slices. A window of fewer than 20 durations of a request gives none: its
 * slices show where the waves of requests fell, and not the rate.
 */
export function steadyInterval({ tps, slices, durations }: SteadyThroughput): Interval {
  const none = { value: tps, low: null, high: null, n: slices.length, method: null }
  if (tps === null) return none
  if (durations === null || durations < FEWEST_DURATIONS) return { ...none, notes: ['short_window'] }
  const bounds = slicedInterval(slices)
  return bounds === null ? none : { value: tps, ...notNegative(bounds), n: slices.length, method: 'slices' }
}

function meanDuration(table: RunTable): number | null {
  const durations: number[] = []
  table.outcome.forEach((each, row) => {
    if (each === outcome.ok) durations.push((table.lastTokenAt[row] as number) - (table.startAt[row] as number))
  })
  const duration = mean(durations)
  return duration !== null && duration > 0 ? duration : null
}

/** `null` where too many successful requests have no trusted count, or none brought a chunk. */
function overallTokensPerChunk(table: RunTable): number | null {
  let tokens = 0
  let chunks = 0
  let answers = 0
  let unknown = 0
  for (let row = 0; row < table.round.length; row++) {
    if (table.outcome[row] !== outcome.ok) continue
    answers += 1
    const known = table.outputTokens[row] as number
    if (Number.isNaN(known)) unknown += 1
    else {
      tokens += known
      chunks += table.chunkCount[row] as number
    }
  }
  return chunks === 0 || unknown > MAX_UNKNOWN_SHARE * answers ? null : tokens / chunks
}
