import { definePlot } from '../define-plot.js'
import { speed } from '../row-fields.js'
import { numbers, seriesEncoding } from '../scales.js'

/** Rows: `series`, `batch_size`, `throughput_tps`, `low`, `high` (95 % interval or null). */
export const throughputByBatch = definePlot({
  name: 'throughput-by-batch',
  description: 'Output tokens per second against batch size, with 95 % intervals',
  spec(request, look) {
    const sizes = [...new Set(numbers(request.rows, 'batch_size'))].sort((a, b) => a - b)
    const doubling = sizes.length > 1 && (sizes.at(-1) as number) / (sizes[0] as number) >= 4
    const x = {
      field: 'batch_size',
      type: 'quantitative',
      title: 'batch size (requests released together)',
      scale: doubling ? { type: 'log', base: 2, nice: false, padding: 24 } : { zero: false, padding: 24 },
      axis: { values: sizes, format: 'd', grid: false },
    }
    const { color, strokeDash } = seriesEncoding(request.rows, look)
    const intervals = numbers(request.rows, 'low').length > 0
    const known = { filter: `isValid(datum.${speed})` }
    const y = { field: speed, type: 'quantitative', title: 'throughput, tok/s', scale: { zero: true } }
    return {
      width: 700,
      height: 320,
      transform: [known],
      layer: [
        ...(intervals
          ? [
              {
                transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
                mark: { type: 'rule', strokeWidth: 2, opacity: 0.75 },
                encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
              },
              ...(['low', 'high'] as const).map((end) => ({
                transform: [{ filter: `isValid(datum.${end})` }],
                mark: { type: 'tick', orient: 'horizontal', size: 11, thickness: 2 },
                encoding: { x, y: { ...y, field: end }, color },
              })),
            ]
          : []),
        { mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color, strokeDash } },
        {
          mark: { type: 'point', filled: true, size: 60, opacity: 1 },
          encoding: {
            x,
            y,
            color,
            tooltip: [
              { field: 'series', title: 'series' },
              { field: 'batch_size', type: 'quantitative', title: 'batch' },
              { field: speed, type: 'quantitative', format: ',.1f', title: 'tok/s' },
              { field: 'low', type: 'quantitative', format: ',.1f', title: 'from' },
              { field: 'high', type: 'quantitative', format: ',.1f', title: 'to' },
            ],
          },
        },
      ],
    }
  },
})
