import { figuresIn, placedValues } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { mean } from '../statistics/mean.js'

/**
 * The summary of several scenarios: plain means over the rows that have a value, as METRICS has it for requests. A row without one enters
 * no mean, neither as 0 nor otherwise, and the number of rows left out stands beside it.
 *
 * @returns `null` for a figure that no row has.
 * @example summariseRows(rows).rowsWithoutValue // { ttft_ms: 1, ... }
 */
export function summariseRows(rows: readonly E2ePerfRow[]): E2ePerfFile['summary'] {
  const figures = placedValues('row', ({ metricField }) => mean(known(rows.map((row) => row[metricField]))))
  const leftOut = figuresIn('row').map(({ metric, metricField }) => {
    return [metric.wire, rows.filter((row) => row[metricField] === null).length] as const
  })
  return {
    totalRows: rows.length,
    ...figures,
    avgOutputThroughputTps: figures.outputThroughputTps,
    rowsWithoutValue: Object.fromEntries(leftOut),
  }
}

/**
 * How far the rows of one target lie above those of another: the mean of the differences, scenario by scenario, by the wire name of the
 * metric. A scenario that one of them has no value for is in neither mean, so that two targets are never compared over different scenarios.
 *
 * @returns `null` for a metric that both have in no scenario.
 */
export function rowDifferences(
  rows: readonly E2ePerfRow[],
  reference: readonly E2ePerfRow[],
): Record<string, number | null> {
  const others = new Map(reference.map((row) => [scenarioOf(row), row]))
  return Object.fromEntries(
    figuresIn('row').map(({ metric, metricField }) => {
      const differences = rows.map((row) => {
        const [value, other] = [row[metricField], others.get(scenarioOf(row))?.[metricField] ?? null]
        return value === null || other === null ? null : value - other
      })
      return [metric.wire, mean(known(differences))]
    }),
  )
}

function scenarioOf({ scenario, batchSize }: E2ePerfRow): string {
  return JSON.stringify([scenario, batchSize])
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null)
}
