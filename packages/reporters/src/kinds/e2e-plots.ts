import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import type { PlotRequest } from '../plots/plot-request.js'
import { latency, speed } from '../plots/row-fields.js'

/** The pictures of an end-to-end measurement, each only where the rows can carry it. */
export function e2ePlots(rows: readonly E2ePerfRow[], subtitle: string): PlotRequest[] {
  const data = rows.map((row) => {
    const output = row.outputThroughputTps !== null
    const interval = output ? row.intervals.output_throughput_tps : row.intervals.throughput_tps
    return {
      model: row.effectiveModel ?? row.model,
      precision: row.effectivePrecision ?? row.precision,
      scenario: shape(row),
      series: seriesName(row, rows),
      batch_size: row.batchSize,
      [latency]: row.ttftMs,
      tbt_ms: row.tbtMs,
      p95_ms: row.latencyP95Ms,
      [speed]: output ? row.outputThroughputTps : row.throughputTps,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
    }
  })
  const ofBatches = data.filter((row) => row.batch_size !== null)
  const batches = new Set(ofBatches.map((row) => row.batch_size))
  const cells = new Set(data.map((row) => `${row.model}\n${row.precision}`))
  return [
    ...(batches.size > 1
      ? [
          { plot: 'throughput-by-batch', title: 'Throughput against batch size', subtitle, rows: ofBatches },
          { plot: 'frontier', title: 'Throughput against latency', subtitle, rows: data },
        ]
      : []),
    ...(cells.size > 1
      ? [{ plot: 'model-precision-heatmap', title: 'Throughput by model and precision', subtitle, rows: data }]
      : []),
  ]
}

/** Only what tells the series apart: the scenario, and model and precision where there are several. */
function seriesName(row: E2ePerfRow, rows: readonly E2ePerfRow[]): string {
  const model = row.effectiveModel ?? row.model
  const precision = row.effectivePrecision ?? row.precision
  const manyModels = rows.some((each) => (each.effectiveModel ?? each.model) !== model)
  const manyPrecisions = rows.some((each) => (each.effectivePrecision ?? each.precision) !== precision)
  const manyScenarios = rows.some((each) => shape(each) !== shape(row))
  const scenario = manyScenarios || !(manyModels || manyPrecisions) ? shape(row) : null
  return [scenario, manyModels ? model : null, manyPrecisions ? precision : null].filter(Boolean).join(' · ')
}

/** The scenario without its batch size, which its name ends with. */
function shape({ scenario }: E2ePerfRow): string {
  return scenario.replace(/_b\d+$/, '')
}
