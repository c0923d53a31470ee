import type { Statistic } from '@sagellm-benchmark/protocol-types/metrics'
import { createColumn } from '../run/column.js'
import { createGapHistogram, type GapHistogram } from '../run/gap-histogram.js'
import { statisticsOf } from '../statistics/statistics-of.js'

/** Gaps between chunks: exact up to a number, beyond it with percentiles within 0.1 %. */
export interface GapSample {
  readonly n: number
  add(gapMs: number): void
  /** `null` each without a gap. */
  statistics(wanted: readonly Statistic[]): (number | null)[]
}

/** @param exactUpTo - gaps kept, 8 bytes each. */
export function createGapSample(exactUpTo = 4_000_000): GapSample {
  const column = createColumn()
  let histogram: GapHistogram | null = null
  let n = 0
  return {
    get n() {
      return n
    },
    add(gapMs) {
      n++
      if (histogram) {
        histogram.add(gapMs)
        return
      }
      column.push(gapMs)
      if (column.length <= exactUpTo) return
      histogram = createGapHistogram()
      for (const each of column.toArray()) histogram.add(each)
      column.clear()
    },
    statistics: (wanted) => (histogram ? wanted.map(histogram.statistic) : statisticsOf(column.toArray(), wanted)),
  }
}
