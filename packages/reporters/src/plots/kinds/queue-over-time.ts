import { definePlot } from '../define-plot.js'
import { seriesEncoding, zoom } from '../scales.js'

/** Rows: `series` (a process), `t_s` (from the burst), `waiting`. */
export const queueOverTime = definePlot({
  name: 'queue-over-time',
  description: 'Requests that wait at the server before and after a burst, a line a process',
  spec(request, look) {
    const x = { field: 't_s', type: 'quantitative', title: 'time since the burst, s' }
    const y = { field: 'waiting', type: 'quantitative', title: 'waiting requests', scale: { zero: true } }
    const { color, strokeDash } = seriesEncoding(request.rows, look)
    return {
      width: 700,
      height: 260,
      layer: [
        {
          mark: { type: 'rule', strokeDash: [2, 3], color: look.palette.muted },
          data: { values: [{ at: 0 }] },
          encoding: { x: { field: 'at', type: 'quantitative' } },
        },
        {
          params: zoom(look, ['x']),
          mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2, point: look.interactive },
          encoding: {
            ...{ x, y, color, strokeDash },
            tooltip: [
              { field: 'series', title: 'process' },
              { field: 't_s', type: 'quantitative', format: ',.2f', title: 's' },
              { field: 'waiting', type: 'quantitative', title: 'waiting' },
            ],
          },
        },
      ],
    }
  },
})
