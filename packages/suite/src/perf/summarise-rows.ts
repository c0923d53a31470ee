import { mean } from '@sagellm-benchmark/metrics'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'

/** Means over the rows that have a value: a scenario that failed enters no mean, neither as 0 nor otherwise. */
export function summariseRows(rows: readonly E2ePerfRow[]): E2ePerfFile['summary'] {
  const over = (pick: (row: E2ePerfRow) => number | null) =>
    mean(rows.map(pick).filter((value): value is number => value !== null))
  const outputThroughputTps = over((row) => row.outputThroughputTps)
  return {
    totalRows: rows.length,
    avgTtftMs: over((row) => row.ttftMs),
    avgTbtMs: over((row) => row.tbtMs),
    avgThroughputTps: over((row) => row.throughputTps),
    avgOutputThroughputTps: outputThroughputTps,
    outputThroughputTps,
    requestThroughputRps: over((row) => row.requestThroughputRps),
  }
}
