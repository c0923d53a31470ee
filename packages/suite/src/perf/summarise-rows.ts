import { mean } from '@sagellm-benchmark/metrics'
import { placedValues } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'

/** Means over the rows that have a value: a scenario that failed enters no mean, neither as 0 nor otherwise. */
export function summariseRows(rows: readonly E2ePerfRow[]): E2ePerfFile['summary'] {
  const figures = placedValues('row', ({ metricField }) =>
    mean(rows.map((row) => row[metricField]).filter((value) => value !== null)),
  )
  return { totalRows: rows.length, ...figures, avgOutputThroughputTps: figures.outputThroughputTps }
}
