import { definePlot } from '../define-plot.js'
import { partBars } from '../part-bars.js'

/** Rows: `request_id`, `part`, `order` (of the part in a request), `ms`. */
export const requestParts = definePlot({
  name: 'request-parts',
  description:
    'Where the time of single requests went, from the scheduled arrival to the last token; the percentile of each by its whole time stands before it',
  spec: (request, look) => ({
    width: 580,
    height: { step: 19 },
    mark: { type: 'bar', height: 13 },
    encoding: partBars(request, look, {
      bar: 'request_id',
      barTitle: 'request',
      title: 'ms',
      names: { grid: false, labelLimit: 180, labelFontSize: 11 },
    }),
  }),
})
