import { definePlot } from '../define-plot.js'
import { distinct } from '../scales.js'

/** Rows: `workload`, `part`, `order` (of the part in a request), `ms`. */
export const timeParts = definePlot({
  name: 'time-parts',
  description: 'Where the time of a request went, from its scheduled arrival to the last token: a bar a workload',
  spec(request, look) {
    const parts = distinct(request.rows, 'part')
    const { series, neutral } = look.palette
    // What nobody knows is grey, whatever the number of parts.
    const colours = parts.map((part, at) => (part === 'unknown' ? neutral : series[at % series.length]))
    return {
      width: 620,
      height: { step: 34 },
      mark: { type: 'bar', height: 22 },
      encoding: {
        x: { field: 'ms', type: 'quantitative', stack: 'zero', title: 'mean, ms', axis: { format: ',~r' } },
        y: {
          field: 'workload',
          type: 'nominal',
          sort: distinct(request.rows, 'workload'),
          title: null,
          axis: { ticks: false, domain: false, labelLimit: 140 },
        },
        color: { field: 'part', type: 'nominal', sort: parts, title: null, scale: { domain: parts, range: colours } },
        order: { field: 'order', type: 'quantitative' },
        tooltip: [
          { field: 'workload', title: 'workload' },
          { field: 'part', title: 'part' },
          { field: 'ms', type: 'quantitative', format: ',.2f', title: 'ms' },
        ],
      },
    }
  },
})
