import { MAX_UNKNOWN_SHARE } from './count-notes.js'
import { firstReached } from './concurrency.js'
import { type RunTable, outcome } from './run-table.js'
import type { TokenArrivals } from './token-arrivals.js'

/** `estimated`: some requests, such as those that the run cut off, had no token count, and the run's own tokens per chunk stood in for it. */
export type SteadyThroughput = { readonly tps: number | null; readonly estimated: boolean }

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
  const unknown = { tps: null, estimated: false }
  const from = targetConcurrency === null ? null : firstReached(table, targetConcurrency)
  const to = table.startAt.reduce((last, start) => Math.max(last, start), Number.NEGATIVE_INFINITY)
  if (from === null || to <= from) return unknown

  const tokensPerChunk = overallTokensPerChunk(table)
  if (tokensPerChunk === null) return unknown

  let tokens = 0
  let estimated = false
  arrivals.arrivedWithin(table, { from, to }).forEach((count, row) => {
    if (count === 0) return
    const known = table.outputTokens[row] as number
    if (Number.isNaN(known)) {
      tokens += count * tokensPerChunk
      estimated ||= tokensPerChunk !== 1
    } else tokens += count * (known / (table.chunkCount[row] as number))
  })
  return { tps: tokens / ((to - from) / 1000), estimated }
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
