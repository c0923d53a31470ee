import { definePlot } from '../define-plot.js'
import { numbers } from '../scales.js'

/** Rows: `operator`, `shape`, `speedup` (reference time / fused time), `low`, `high`. */
export const operatorSpeedup = definePlot({
  name: 'operator-speedup',
  description:
    'How many times faster the fused form of each operator is, with 95 % intervals; left of 1 is slower, grey is undecided',
  spec(request, look) {
    const { palette } = look
    const ends = [...numbers(request.rows, 'speedup'), ...numbers(request.rows, 'high')]
    const max = ends.reduce((high, value) => Math.max(high, value), 1) * 1.18
    const scale = { domain: [0, max], nice: false }
    const y = {
      field: 'name',
      type: 'nominal',
      sort: null,
      title: null,
      axis: { grid: false, ticks: false, domain: false, labelLimit: 320, labelPadding: 8 },
    }
    const x = {
      field: 'speedup',
      type: 'quantitative',
      title: 'reference time / fused time',
      scale,
      axis: { format: ',~r' },
    }
    return {
      width: 480,
      height: { step: 34 },
      transform: [
        { filter: 'isValid(datum.speedup)' },
        { calculate: "isValid(datum.shape) ? datum.operator + '  ' + datum.shape : datum.operator", as: 'name' },
        { calculate: "format(datum.speedup, '.2f') + ' ×'", as: 'label' },
        { calculate: 'isValid(datum.high) ? max(datum.high, datum.speedup) : datum.speedup', as: 'labelAt' },
      ],
      layer: [
        {
          mark: { type: 'bar', height: 18 },
          encoding: {
            x,
            y,
            color: {
              condition: [
                // An interval on both sides of 1 says neither faster nor slower.
                { test: 'isValid(datum.low) && datum.low <= 1 && datum.high >= 1', value: palette.neutral },
                { test: 'datum.speedup >= 1', value: palette.good },
              ],
              value: palette.bad,
            },
            tooltip: [
              { field: 'name', title: 'operator' },
              { field: 'speedup', type: 'quantitative', format: '.3f', title: 'speed-up' },
              { field: 'low', type: 'quantitative', format: '.3f', title: 'from' },
              { field: 'high', type: 'quantitative', format: '.3f', title: 'to' },
            ],
          },
        },
        {
          transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
          mark: { type: 'rule', color: palette.text, strokeWidth: 1.6 },
          encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y },
        },
        {
          data: { values: [{ one: 1 }] },
          mark: { type: 'rule', color: palette.text, strokeDash: [4, 3], strokeWidth: 1.2 },
          encoding: { x: { field: 'one', type: 'quantitative', scale } },
        },
        {
          mark: { type: 'text', align: 'left', dx: 7 },
          encoding: { x: { ...x, field: 'labelAt' }, y, text: { field: 'label' } },
        },
      ],
    }
  },
})
