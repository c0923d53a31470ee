import { definePlot } from '../define-plot.js'
import { partBars } from '../part-bars.js'

/** Rows: `workload`, `part`, `order` (of the part in a request), `ms`. */
export const timeParts = definePlot({
  name: 'time-parts',
  description: 'Where the time of a request went, from its scheduled arrival to the last token: a bar a workload',
  spec: (request, look) => ({
    width: 620,
    height: { step: 34 },
    mark: { type: 'bar', height: 22 },
    encoding: partBars(request, look, {
      bar: 'workload',
      barTitle: 'workload',
      title: 'mean, ms',
      names: { labelLimit: 140 },
    }),
  }),
})
