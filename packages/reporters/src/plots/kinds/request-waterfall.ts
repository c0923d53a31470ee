import { definePlot } from '../define-plot.js'

/** Rows: `request_id`, `phase` (one of those below), `from_ms`, `to_ms`, from whichever zero the caller chose. */
export const requestWaterfall = definePlot({
  name: 'request-waterfall',
  description: 'Where the time of single requests went: waiting to be sent, until the first token, decoding',
  spec(request, look) {
    const { palette } = look
    const phases = ['waiting', 'to first token', 'decoding', 'closing', 'failed', 'cut off by the run']
    // The page draws other requests with the same specification, so there every phase has its place.
    const present = phases.filter((phase) => look.interactive || request.rows.some((row) => row.phase === phase))
    const colours: Record<string, string | undefined> = {
      waiting: palette.neutral,
      'to first token': palette.series[2],
      decoding: palette.series[0],
      closing: palette.series[6],
      failed: palette.bad,
      'cut off by the run': palette.series[4],
    }
    return {
      width: 600,
      height: { step: 20 },
      mark: { type: 'bar', height: 12, cornerRadius: 1 },
      encoding: {
        x: {
          field: 'from_ms',
          type: 'quantitative',
          title: 'time, ms',
          scale: { zero: true },
        },
        x2: { field: 'to_ms' },
        y: {
          field: 'request_id',
          type: 'nominal',
          sort: null,
          title: null,
          axis: { grid: false, ticks: false, domain: false, labelLimit: 180, labelFontSize: 11 },
        },
        color: {
          field: 'phase',
          type: 'nominal',
          scale: { domain: present, range: present.map((phase) => colours[phase]) },
          legend: { title: null, symbolType: 'square' },
        },
        tooltip: [
          { field: 'request_id', title: 'request' },
          { field: 'phase', title: 'phase' },
          { field: 'from_ms', type: 'quantitative', format: ',.2f', title: 'from, ms' },
          { field: 'to_ms', type: 'quantitative', format: ',.2f', title: 'to, ms' },
        ],
      },
    }
  },
})
