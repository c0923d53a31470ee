import { definePlot } from '../define-plot.js'
import { latency, speed } from '../row-fields.js'
import { fittingAxis, fittingScale, numbers, seriesEncoding, zoom } from '../scales.js'

/** Rows: `series`, `batch_size` (or load), `ttft_ms`, `throughput_tps`. */
export const frontier = definePlot({
  name: 'frontier',
  description: 'Throughput against TTFT, one point a load step: up and left is better',
  spec(request, look) {
    const scale = fittingScale(numbers(request.rows, latency), { zero: true })
    const x = { field: latency, type: 'quantitative', title: 'mean TTFT, ms', scale, axis: fittingAxis(scale) }
    const y = { field: speed, type: 'quantitative', title: 'throughput, tok/s', scale: { zero: true } }
    const { color, strokeDash } = seriesEncoding(request.rows, look)
    const order = { field: 'batch_size', type: 'quantitative' }
    return {
      width: 700,
      height: 320,
      transform: [{ filter: `isValid(datum.${speed}) && isValid(datum.${latency})` }],
      layer: [
        { mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color, strokeDash, order } },
        {
          params: zoom(look, ['x', 'y']),
          mark: { type: 'point', filled: true, size: 60, opacity: 1 },
          encoding: {
            x,
            y,
            color,
            tooltip: [
              { field: 'series', title: 'series' },
              { field: 'batch_size', type: 'quantitative', title: 'batch' },
              { field: latency, type: 'quantitative', format: ',.2f', title: 'TTFT, ms' },
              { field: speed, type: 'quantitative', format: ',.1f', title: 'tok/s' },
            ],
          },
        },
        {
          mark: { type: 'text', dy: -10, dx: -6, align: 'right', fontSize: 11, color: look.palette.muted },
          encoding: { x, y, text: { field: 'batch_size', type: 'quantitative', format: ',~r' } },
        },
      ],
    }
  },
})
