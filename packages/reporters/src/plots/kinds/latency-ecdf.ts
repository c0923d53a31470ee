import { definePlot } from '../define-plot.js'
import { distinct, fittingAxis, fittingScale, numbers, seriesEncoding, zoom } from '../scales.js'

/** Rows: `panel` (TTFT, TBT), `series`, `ms`, `share` (0 to 1, ascending with ms). */
export const latencyEcdf = definePlot({
  name: 'latency-ecdf',
  description: 'Share of requests that were at least as fast as the time on the axis',
  spec(request, look) {
    const panels = distinct(request.rows, 'panel')
    return {
      hconcat: panels.map((panel, at) => {
        const rows = request.rows.filter((row) => row.panel === panel)
        const scale = fittingScale(numbers(rows, 'ms'))
        return {
          title: { text: panel, fontSize: 13, offset: 6, anchor: 'start', frame: 'group' },
          width: panels.length > 1 ? 310 : 700,
          height: 280,
          transform: [{ filter: { field: 'panel', equal: panel } }],
          params: at === 0 || look.interactive ? zoom(look).map((each) => ({ ...each, name: `zoom_${at}` })) : [],
          mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2, clip: true },
          encoding: {
            x: { field: 'ms', type: 'quantitative', title: `${panel}, ms`, scale, axis: fittingAxis(scale) },
            y: {
              field: 'share',
              type: 'quantitative',
              title: at === 0 ? 'share of requests' : null,
              scale: { domain: [0, 1] },
              axis: { format: '.0%' },
            },
            ...seriesEncoding(request.rows, look),
            tooltip: [
              { field: 'series', title: 'series' },
              { field: 'ms', type: 'quantitative', format: ',.2f', title: 'ms' },
              { field: 'share', type: 'quantitative', format: '.2%', title: 'share' },
            ],
          },
        }
      }),
    }
  },
})
