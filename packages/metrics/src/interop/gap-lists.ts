import type { Statistic } from '@sagellm-benchmark/protocol-types/metrics'
import { createColumn } from '../run/column.js'
import { createGapHistogram, type GapHistogram } from '../run/gap-histogram.js'
import { statisticsOf } from '../statistics/statistics-of.js'

/** Gaps between the chunks of each request: kept up to a number, beyond it only their statistics, with percentiles within 0.1 %. */
export interface GapLists {
  /** Gaps that count: those of requests that another tool calls successful. */
  readonly n: number
  /** The gaps of the next request. Those that do not count are in its list alone. */
  push(stamps: readonly number[], counts: boolean): void
  /** `null` each without a gap. */
  statistics(wanted: readonly Statistic[]): (number | null)[]
  /** Gaps of the request that was pushed at this place, ms; `null` where there were too many to keep. */
  listOf(place: number): Float64Array | null
}

/** @param exactUpTo - gaps kept, 8 bytes each. */
export function createGapLists(exactUpTo = 4_000_000): GapLists {
  const kept = createColumn()
  /** Where the gaps of each request begin; the sign bit of what does not count is its own column. */
  const begins = createColumn()
  const counted = createColumn()
  let histogram: GapHistogram | null = null
  let n = 0
  const fold = () => {
    histogram = createGapHistogram()
    for (const gap of countedGaps()) histogram.add(gap)
    kept.clear()
  }
  function countedGaps(): Float64Array {
    const [all, from, counts] = [kept.toArray(), begins.toArray(), counted.toArray()]
    const result = new Float64Array(n)
    let used = 0
    for (let at = 0; at < from.length; at++) {
      if (counts[at] !== 1) continue
      const part = all.subarray(from[at], from[at + 1] ?? all.length)
      result.set(part, used)
      used += part.length
    }
    return result
  }
  return {
    get n() {
      return n
    },
    push(stamps, counts) {
      begins.push(kept.length)
      counted.push(Number(counts))
      for (let at = 1; at < stamps.length; at++) {
        const gap = (stamps[at] as number) - (stamps[at - 1] as number)
        if (counts) n++
        if (!histogram) kept.push(gap)
        else if (counts) histogram.add(gap)
      }
      if (!histogram && kept.length > exactUpTo) fold()
    },
    statistics: (wanted) => (histogram ? wanted.map(histogram.statistic) : statisticsOf(countedGaps(), wanted)),
    listOf(place) {
      if (histogram) return null
      const from = begins.toArray()
      return kept.toArray().subarray(from[place], from[place + 1] ?? kept.length)
    },
  }
}
