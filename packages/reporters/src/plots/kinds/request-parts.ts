import { definePlot } from '../define-plot.js'
import { distinct } from '../scales.js'

/** Rows: `request_id`, `part`, `order` (of the part in a request), `ms`. */
export const requestParts = definePlot({
  name: 'request-parts',
  description:
    'Where the time of single requests went, from the scheduled arrival to the last token; the percentile of each by its whole time stands before it',
  spec(request, look) {
    const parts = distinct(request.rows, 'part')
    const { series, neutral } = look.palette
    // What nobody knows is grey, whatever the number of parts.
    const colours = parts.map((part, at) => (part === 'unknown' ? neutral : series[at % series.length]))
    return {
      width: 580,
      height: { step: 19 },
      mark: { type: 'bar', height: 13 },
      encoding: {
        x: { field: 'ms', type: 'quantitative', stack: 'zero', title: 'ms', axis: { format: ',~r' } },
        y: {
          field: 'request_id',
          type: 'nominal',
          sort: distinct(request.rows, 'request_id'),
          title: null,
          axis: { grid: false, ticks: false, domain: false, labelLimit: 180, labelFontSize: 11 },
        },
        color: { field: 'part', type: 'nominal', sort: parts, title: null, scale: { domain: parts, range: colours } },
        order: { field: 'order', type: 'quantitative' },
        tooltip: [
          { field: 'request_id', title: 'request' },
          { field: 'part', title: 'part' },
          { field: 'ms', type: 'quantitative', format: ',.2f', title: 'ms' },
        ],
      },
    }
  },
})
