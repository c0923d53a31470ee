import { definePlot } from '../define-plot.js'
import type { PlotRequest } from '../plot-request.js'
import { speed } from '../row-fields.js'
import { distinct } from '../scales.js'

/** Rows: `model`, `precision`, `scenario`, `batch_size`, `throughput_tps`; each cell shows the highest of its rows. */
export const modelPrecisionHeatmap = definePlot({
  name: 'model-precision-heatmap',
  description: 'Highest throughput of each model at each precision, over scenarios and batch sizes',
  spec(request, look) {
    const { palette } = look
    const values = bestOfCells(request)
    const low = values.reduce((least, value) => Math.min(least, value), Infinity)
    const high = values.reduce((max, value) => Math.max(max, value), -Infinity)
    // Where the text must change colour to stay readable on its cell.
    const turn = low + (high - low) * (look.theme === 'dark' ? 0.5 : 0.62)
    const onStrong = look.theme === 'dark' ? '#0d1014' : '#ffffff'
    const x = {
      field: 'precision',
      type: 'nominal',
      sort: distinct(request.rows, 'precision'),
      title: 'precision',
      axis: { labelAngle: 0, orient: 'top', ticks: false, domain: false },
    }
    const y = {
      field: 'model',
      type: 'nominal',
      sort: distinct(request.rows, 'model'),
      title: null,
      axis: { ticks: false, domain: false, labelLimit: 300 },
    }
    return {
      width: { step: 120 },
      height: { step: 46 },
      transform: [
        { filter: `isValid(datum.${speed})` },
        { aggregate: [{ op: 'max', field: speed, as: 'best' }], groupby: ['model', 'precision'] },
      ],
      layer: [
        {
          mark: { type: 'rect', stroke: palette.background, strokeWidth: 3, cornerRadius: 3 },
          encoding: {
            x,
            y,
            color: {
              field: 'best',
              type: 'quantitative',
              scale: { range: palette.heat, zero: false },
              legend: { title: 'throughput, tok/s', orient: 'bottom', gradientLength: 200 },
            },
            tooltip: [
              { field: 'model', title: 'model' },
              { field: 'precision', title: 'precision' },
              { field: 'best', type: 'quantitative', format: ',.1f', title: 'tok/s' },
            ],
          },
        },
        {
          mark: { type: 'text', fontSize: 13 },
          encoding: {
            x,
            y,
            text: { field: 'best', type: 'quantitative', format: ',.3~r' },
            color: {
              condition: { test: `datum.best > ${Number.isFinite(turn) ? turn : 0}`, value: onStrong },
              value: palette.text,
            },
          },
        },
      ],
    }
  },
})

/** What the cells show; slower rows of the same cell decide no colour. */
function bestOfCells({ rows }: PlotRequest): number[] {
  const best = new Map<string, number>()
  for (const { model, precision, [speed]: value } of rows) {
    const cell = JSON.stringify([model, precision])
    if (typeof value === 'number') best.set(cell, Math.max(value, best.get(cell) ?? value))
  }
  return [...best.values()]
}
