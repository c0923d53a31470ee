import { definePlot } from '../define-plot.js'
import { fittingAxis, fittingScale, numbers, zoom } from '../scales.js'

/**
 * Rows with `part: 'point'`: `run` (from 1), `value`, `date`, `source`, `note`, `environment`, `title` (of the axis); with `part: 'level'`:
 * `from`, `to`, `value`, `low`, `high` (noise band or null); with `part: 'change'`: `at`, `change`, `direction`; with `part: 'environment'`:
 * `at`, `environment`.
 */
export const historySeries = definePlot({
  name: 'history-series',
  description: 'A figure run by run, with its levels, the band in which 95 of 100 runs of a level lie, and its jumps',
  spec(request, look) {
    const { palette } = look
    const points = request.rows.filter(({ part }) => part === 'point')
    const scale = fittingScale([...numbers(request.rows, 'value'), ...numbers(request.rows, 'high')])
    const title = String(points[0]?.title ?? 'value')
    const x = {
      field: 'run',
      type: 'quantitative',
      title: 'run',
      scale: { nice: false, zero: false },
      axis: { tickMinStep: 1, format: ',~r' },
    }
    const y = { field: 'value', type: 'quantitative', title, scale, axis: fittingAxis(scale) }
    const of = (part: string, more: readonly unknown[] = []) => [{ filter: { field: 'part', equal: part } }, ...more]
    const along = { x: { ...x, field: 'from' }, x2: { field: 'to' } }
    return {
      width: 700,
      height: 220,
      layer: [
        {
          transform: of('level', [{ filter: 'isValid(datum.low) && isValid(datum.high)' }]),
          mark: { type: 'rect', opacity: 0.16, color: palette.series[0], clip: true },
          encoding: { ...along, y: { ...y, field: 'low' }, y2: { field: 'high' } },
        },
        {
          transform: of('environment'),
          mark: { type: 'rule', strokeWidth: 1, strokeDash: [2, 3], color: palette.muted, clip: true },
          encoding: { x: { ...x, field: 'at' }, tooltip: [{ field: 'environment', title: 'changed' }] },
        },
        {
          transform: of('level'),
          mark: { type: 'rule', strokeWidth: 2, color: palette.series[0], clip: true },
          encoding: { ...along, y },
        },
        {
          transform: of('change'),
          mark: { type: 'rule', strokeWidth: 2, color: palette.bad, clip: true },
          encoding: {
            x: { ...x, field: 'at' },
            tooltip: [
              { field: 'change', title: 'jump' },
              { field: 'direction', title: 'side' },
            ],
          },
        },
        {
          transform: of('change'),
          mark: { type: 'text', y: -2, baseline: 'bottom', fontSize: 12, fontWeight: 700, color: palette.bad },
          encoding: { x: { ...x, field: 'at' }, y: { value: -2 }, text: { field: 'change' } },
        },
        {
          transform: of('point'),
          mark: { type: 'line', strokeWidth: 1, opacity: 0.5, color: palette.neutral, clip: true },
          encoding: { x, y, order: { field: 'run', type: 'quantitative' } },
        },
        {
          params: zoom(look, ['x']),
          transform: of('point'),
          mark: { type: 'point', filled: true, size: 46, opacity: 1, color: palette.text, clip: true },
          encoding: {
            ...{ x, y },
            tooltip: [
              { field: 'run', title: 'run' },
              { field: 'date', title: 'date' },
              { field: 'value', type: 'quantitative', format: ',.4~g', title },
              { field: 'note', title: 'note' },
              { field: 'environment', title: 'changed' },
              { field: 'source', title: 'file' },
            ],
          },
        },
      ],
    }
  },
})
