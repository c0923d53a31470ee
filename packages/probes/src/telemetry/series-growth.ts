import type { MetricSample } from '../prometheus/metric-page.js'
import { seriesKey, withoutRank } from './series-key.js'

/** Growth of the series of one metric over the pages of a run. */
export interface SeriesGrowth {
  /** The samples of this metric on the next page. An empty list is a page without it. */
  add(samples: readonly MetricSample[]): void
  result(): Growth
}

type Growth = {
  /** Sum over all label sets; `null` before a second page, or where a series began anew and the growth is not known. */
  readonly total: number | null
  readonly reset: boolean
  /** Growth by label value, for histograms by `le`; label sets that differ otherwise are added up, ranks of one replica but once. */
  readonly byLabel: ReadonlyMap<string, number>
}

type Series = { last: number; growth: number; group: string; replica: string; seenOn: number }

/**
 * Counters to growth: last value less first, for every label set on its own. A series that shows up after the first page
 * began at zero. A value that falls, or a series that is gone at the end, means that the server began anew.
 *
 * @param groupBy - the label to keep apart: `le` for buckets. @default none
 */
export function createSeriesGrowth(groupBy: string | null = null): SeriesGrowth {
  const series = new Map<string, Series>()
  let pages = 0
  let reset = false

  return {
    add(samples) {
      pages += 1
      for (const { labels, value } of samples) {
        if (!isCount(value)) continue
        const key = seriesKey(labels)
        const known = series.get(key)
        if (!known) {
          const group = groupBy === null ? '' : (labels[groupBy] ?? '')
          const replica = seriesKey(withoutRank(labels))
          series.set(key, { last: value, growth: pages === 1 ? 0 : value, group, replica, seenOn: pages })
          continue
        }
        if (value < known.last) reset = true
        known.growth += value - known.last
        known.last = value
        known.seenOn = pages
      }
    },
    result() {
      const gone = [...series.values()].some(({ seenOn }) => seenOn < pages)
      const known = pages >= 2 && series.size > 0 && !reset && !gone
      const byLabel = growthByLabel(series.values())
      const total = [...byLabel.values()].reduce((sum, growth) => sum + growth, 0)
      return { total: known ? total : null, reset: reset || gone, byLabel }
    },
  }
}

/** What a counter, a bucket or a sum of durations can be: nothing below zero, and nothing that a number cannot tell from the next. */
function isCount(value: number): boolean {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER
}

/** Every rank of a replica counts the same requests, so that the rank which grew the most speaks for all of them. */
function growthByLabel(series: Iterable<Series>): Map<string, number> {
  const replicas = new Map<string, { group: string; growth: number }>()
  for (const { replica, group, growth } of series) {
    const known = replicas.get(replica)
    if (!known) replicas.set(replica, { group, growth })
    else known.growth = Math.max(known.growth, growth)
  }
  const byLabel = new Map<string, number>()
  for (const { group, growth } of replicas.values()) byLabel.set(group, (byLabel.get(group) ?? 0) + growth)
  return byLabel
}
