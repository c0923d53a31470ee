/** Cumulative buckets as Prometheus counts them. */
export type HistogramState = {
  /** Upper bounds in seconds, ascending; the last bucket, +Inf, is implied. */
  readonly bounds: readonly number[]
  /** Observations at or below each bound, then all of them. */
  readonly cumulative: readonly number[]
  readonly sum: number
  readonly count: number
}

export interface Histogram {
  observe(seconds: number): void
  state(): HistogramState
}

/** @param bounds - ascending upper bounds in seconds. */
export function createHistogram(bounds: readonly number[]): Histogram {
  const counts = new Array<number>(bounds.length + 1).fill(0)
  let sum = 0
  let count = 0
  return {
    observe(seconds) {
      const at = bounds.findIndex((bound) => seconds <= bound)
      const bucket = at < 0 ? bounds.length : at
      counts[bucket] = (counts[bucket] as number) + 1
      sum += seconds
      count += 1
    },
    state() {
      let total = 0
      return { bounds, cumulative: counts.map((each) => (total += each)), sum, count }
    },
  }
}
