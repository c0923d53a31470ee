import { definePlot } from '../define-plot.js'
import { fittingAxis, fittingScale, numbers, seriesEncoding, zoom } from '../scales.js'

/** Rows: `series`, `load`, `x` and `y` with `x_low`, `x_high`, `y_low`, `y_high` (95 % interval or null), `x_title`, `y_title`, `order`. */
export const sweepCurve = definePlot({
  name: 'sweep-curve',
  description: 'Two figures of each load of a sweep against each other, with their 95 % intervals',
  spec(request, look) {
    const title = (axis: 'x' | 'y') => String(request.rows[0]?.[`${axis}_title`] ?? axis)
    const scale = fittingScale([...numbers(request.rows, 'x'), ...numbers(request.rows, 'x_high')], { zero: true })
    const x = { field: 'x', type: 'quantitative', title: title('x'), scale, axis: fittingAxis(scale) }
    const y = { field: 'y', type: 'quantitative', title: title('y'), scale: { zero: true } }
    const { color, strokeDash } = seriesEncoding(request.rows, look)
    const order = { field: 'order', type: 'quantitative' }
    const bar = (axis: 'x' | 'y') => ({
      transform: [{ filter: `isValid(datum.${axis}_low) && isValid(datum.${axis}_high)` }],
      mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.7 },
      encoding:
        axis === 'x'
          ? { x: { ...x, field: 'x_low' }, x2: { field: 'x_high' }, y, color }
          : { x, y: { ...y, field: 'y_low' }, y2: { field: 'y_high' }, color },
    })
    const read = (axis: 'x' | 'y') => [
      { field: axis, type: 'quantitative', format: ',.2f', title: title(axis) },
      { field: `${axis}_low`, type: 'quantitative', format: ',.2f', title: 'from' },
      { field: `${axis}_high`, type: 'quantitative', format: ',.2f', title: 'to' },
    ]
    return {
      width: 700,
      height: 320,
      transform: [{ filter: 'isValid(datum.x) && isValid(datum.y)' }],
      layer: [
        { mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color, strokeDash, order } },
        bar('x'),
        bar('y'),
        {
          params: zoom(look, ['x', 'y']),
          mark: { type: 'point', filled: true, size: 60, opacity: 1 },
          encoding: {
            ...{ x, y, color },
            tooltip: [
              { field: 'series', title: 'series' },
              { field: 'load', title: 'load' },
              ...read('x'),
              ...read('y'),
            ],
          },
        },
        {
          mark: { type: 'text', dy: -10, dx: -6, align: 'right', fontSize: 11, color: look.palette.muted },
          encoding: { x, y, text: { field: 'load' } },
        },
      ],
    }
  },
})
