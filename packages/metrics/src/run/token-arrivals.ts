import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { Statistic } from '@sagellm-benchmark/protocol-types/metrics'
import { stepsByChoice } from '../request/steps-by-choice.js'
import { statisticsOf } from '../statistics/statistics-of.js'
import { createColumn } from './column.js'
import { createGapHistogram, type GapHistogram } from './gap-histogram.js'
import { type RunTable, outcome } from './run-table.js'

type Span = { readonly from: number; readonly to: number }

/** The stamps of the content chunks of a run, request by request in the order of its `RunTable`. */
export interface TokenArrivals {
  add(record: RequestRecord): void
  /** Gaps between successive chunks of successful requests, ms. */
  gaps(): { readonly n: number; statistics(wanted: readonly Statistic[]): (number | null)[] }
  /** Share of those chunks that shared their socket read with a neighbour; `null` without a chunk. */
  coalescedShare(): number | null
  /** Chunks that arrived inside the span, both ends included, one number a row; 0 for failed requests. */
  arrivedWithin(table: RunTable, span: Span): Float64Array
  /** False once the run has outgrown `exactUpTo`: percentiles are then within 0.1 %, and chunks of a request that a span cuts count as evenly spread. */
  readonly exact: boolean
}

/** @param exactUpTo - how many stamps are kept, 8 bytes each. */
export function createTokenArrivals(exactUpTo: number): TokenArrivals {
  const stamps = createColumn()
  /**
   * Stamps a request, in order; negative where they make no gaps (the run cut the request off), 0 for failed ones. Between two choices of
   * a request stands a NaN, which is in no gap and in no span.
   */
  const lengths = createColumn()
  let histogram: GapHistogram | null = null
  let gapCount = 0
  let chunks = 0
  let coalesced = 0

  return {
    get exact() {
      return histogram === null
    },
    add(record) {
      const { errorClass, chunkCount, coalescedChunks } = record
      const ok = errorClass === null
      const choices = stepsByChoice(record)
      if (ok) {
        for (const steps of choices) gapCount += Math.max(0, steps.length - 1)
        chunks += chunkCount
        coalesced += coalescedChunks ?? countCoalesced(record.tokenAt)
      }
      const all =
        choices.length > 1
          ? choices.flatMap((steps, at) => (at === 0 ? steps : [Number.NaN, ...steps]))
          : record.tokenAt
      if (histogram) {
        if (ok) eachGap(all, [all.length], (gap) => histogram?.add(gap))
        return
      }
      const kept = ok || wasCancelled(errorClass)
      lengths.push(kept ? (ok ? all.length : -all.length) : 0)
      if (kept) for (const stamp of all) stamps.push(stamp)
      if (stamps.length <= exactUpTo) return
      const gaps = createGapHistogram()
      eachGap(stamps.toArray(), lengths.toArray(), (gap) => gaps.add(gap))
      histogram = gaps
      stamps.clear()
      lengths.clear()
    },
    gaps() {
      return {
        n: gapCount,
        statistics(wanted) {
          if (histogram) return wanted.map(histogram.statistic)
          const values = new Float64Array(gapCount)
          let size = 0
          eachGap(stamps.toArray(), lengths.toArray(), (gap) => {
            values[size++] = gap
          })
          // In ascending order, the order in which requests ended shows in no digit.
          const sorted = values.sort()
          return statisticsOf(values, wanted, { sorted })
        },
      }
    },
    coalescedShare: () => (chunks === 0 ? null : coalesced / chunks),
    arrivedWithin(table, span) {
      return histogram
        ? spreadEvenly(table, span)
        : countStamps(stamps.toArray(), { lengths: lengths.toArray(), ...span })
    },
  }
}

function eachGap(stamps: ArrayLike<number>, lengths: ArrayLike<number>, visit: (gap: number) => void): void {
  let from = 0
  for (let row = 0; row < lengths.length; row++) {
    const length = lengths[row] as number
    for (let at = from + 1; at < from + length; at++) {
      const gap = (stamps[at] as number) - (stamps[at - 1] as number)
      if (!Number.isNaN(gap)) visit(gap)
    }
    from += Math.abs(length)
  }
}

function countCoalesced(stamps: readonly number[]): number {
  let shared = 0
  for (let at = 0; at < stamps.length; at++)
    if (stamps[at] === stamps[at - 1] || stamps[at] === stamps[at + 1]) shared++
  return shared
}

type Stretch = Span & { readonly lengths: Float64Array }

function countStamps(stamps: Float64Array, { lengths, from, to }: Stretch): Float64Array {
  const counts = new Float64Array(lengths.length)
  let at = 0
  for (let row = 0; row < lengths.length; row++) {
    let inside = 0
    for (const end = at + Math.abs(lengths[row] as number); at < end; at++)
      if ((stamps[at] as number) >= from && (stamps[at] as number) <= to) inside++
    counts[row] = inside
  }
  return counts
}

function spreadEvenly(table: RunTable, { from, to }: Span): Float64Array {
  return table.chunkCount.map((count, row) => {
    const first = table.firstTokenAt[row] as number
    const last = table.lastTokenAt[row] as number
    if (table.outcome[row] === outcome.failed || count === 0) return 0
    if (first >= from && last <= to) return count
    const inside = Math.min(to, last) - Math.max(from, first)
    return inside > 0 && last > first ? (count * inside) / (last - first) : 0
  })
}
