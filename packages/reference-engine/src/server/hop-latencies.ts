/** As sageLLM's gateway writes them. */
type Percentiles = { readonly p50: number; readonly p95: number; readonly p99: number }

/** `/v1/management/hop-report` of sageLLM's gateway: of answers in one piece alone, since the start; zeros where there was none. */
export type HopReportPage = {
  readonly count: number
  readonly scheduling_ms: Percentiles
  readonly engine_ms: Percentiles
  readonly total_ms: Percentiles
}

/** Where the time of one answer went, ms: until it had a place, and from there to its end. */
export type HopTimes = { readonly schedulingMs: number; readonly engineMs: number }

export interface HopLatencies {
  add(times: HopTimes): void
  page(): HopReportPage
}

/** Of so many last answers. */
const KEPT = 10_000

export function createHopLatencies(): HopLatencies {
  const kept: HopTimes[] = []
  let count = 0
  return {
    add(times) {
      count += 1
      kept.push(times)
      if (kept.length > KEPT) kept.shift()
    },
    page: () => ({
      count,
      scheduling_ms: percentiles(kept.map(({ schedulingMs }) => schedulingMs)),
      engine_ms: percentiles(kept.map(({ engineMs }) => engineMs)),
      total_ms: percentiles(kept.map(({ schedulingMs, engineMs }) => schedulingMs + engineMs)),
    }),
  }
}

/** The gateway's own rule: the value at `p x n`, rounded down, of the sorted ones. */
function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
