import { definePlot } from '../define-plot.js'
import { distinct, fittingAxis, fittingScale, numbers, seriesEncoding } from '../scales.js'

/** Rows: `panel`, `series`, `percentile` (p50, p90, ...), `ms`. A percentile without enough samples has `weak: true`. */
export const percentileLadder = definePlot({
  name: 'percentile-ladder',
  description: 'Latency at each percentile: how much worse the tail is than the middle',
  spec(request, look) {
    const panels = distinct(request.rows, 'panel')
    const order = distinct(request.rows, 'percentile')
    return {
      hconcat: panels.map((panel, at) => {
        const rows = request.rows.filter((row) => row.panel === panel)
        const scale = fittingScale(numbers(rows, 'ms'), { zero: true })
        const x = {
          field: 'percentile',
          type: 'ordinal',
          sort: order,
          title: at === 0 ? 'percentile (hollow: too few samples)' : 'percentile',
          axis: { labelAngle: 0 },
        }
        const y = { field: 'ms', type: 'quantitative', title: `${panel}, ms`, scale, axis: fittingAxis(scale) }
        const { color, strokeDash } = seriesEncoding(request.rows, look)
        return {
          title: { text: panel, fontSize: 13, offset: 6, anchor: 'start', frame: 'group' },
          width: panels.length > 1 ? 300 : 700,
          height: 280,
          transform: [{ filter: { field: 'panel', equal: panel } }],
          layer: [
            { mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color, strokeDash } },
            {
              mark: { type: 'point', size: 46, strokeWidth: 1.8, opacity: 1 },
              encoding: {
                x,
                y,
                color,
                // The background as fill makes a point hollow without the line showing through.
                fill: {
                  condition: { test: 'datum.weak === true', value: look.palette.background },
                  field: 'series',
                  type: 'nominal',
                  scale: color.scale,
                  legend: null,
                },
                tooltip: [
                  { field: 'series', title: 'series' },
                  { field: 'percentile', title: 'percentile' },
                  { field: 'ms', type: 'quantitative', format: ',.2f', title: 'ms' },
                ],
              },
            },
          ],
        }
      }),
    }
  },
})
