import { definePlot } from '../define-plot.js'
import { distinct, numbers } from '../scales.js'

/** Rows: `panel` (the metric with its unit), `workload`, `value`, `low`, `high` (95 % interval or null). */
export const workloadIntervals = definePlot({
  name: 'workload-intervals',
  description: 'The headline numbers of each workload with their 95 % intervals',
  spec(request, look) {
    const { palette } = look
    const panels = distinct(request.rows, 'panel')
    return {
      hconcat: panels.map((panel, at) => {
        const rows = request.rows.filter((row) => row.panel === panel)
        const max = [...numbers(rows, 'value'), ...numbers(rows, 'high')].reduce((a, b) => Math.max(a, b), 0)
        const x = {
          field: 'value',
          type: 'quantitative',
          title: panel,
          scale: { domain: [0, max * 1.04 || 1], nice: true },
          axis: { format: ',~r', tickCount: 4 },
        }
        const y = {
          field: 'workload',
          type: 'nominal',
          sort: distinct(request.rows, 'workload'),
          title: null,
          axis: { grid: true, ticks: false, domain: false, labels: at === 0, labelLimit: 140, labelPadding: 8 },
        }
        return {
          width: Math.min(420, 600 / panels.length),
          height: { step: 30 },
          transform: [{ filter: { field: 'panel', equal: panel } }, { filter: 'isValid(datum.value)' }],
          layer: [
            {
              transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
              mark: { type: 'rule', strokeWidth: 2.2, color: palette.series[0] },
              encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y },
            },
            {
              mark: { type: 'point', filled: true, size: 70, opacity: 1, color: palette.series[0] },
              encoding: {
                x,
                y,
                tooltip: [
                  { field: 'workload', title: 'workload' },
                  { field: 'value', type: 'quantitative', format: ',.2f', title: panel },
                  { field: 'low', type: 'quantitative', format: ',.2f', title: 'from' },
                  { field: 'high', type: 'quantitative', format: ',.2f', title: 'to' },
                ],
              },
            },
          ],
        }
      }),
      spacing: 24,
    }
  },
})
