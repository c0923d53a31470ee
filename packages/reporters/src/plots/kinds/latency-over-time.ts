import { definePlot } from '../define-plot.js'
import { distinct, fittingAxis, fittingScale, numbers, zoomSelection } from '../scales.js'

/**
 * Rows with `kind: 'request'`: `t_s` (start, from the first start), `ms` (TTFT), `series`, `request_id`;
 * with `kind: 'failure'`: `t_s`, `series`, `request_id`, `error_class`; with `kind: 'in_flight'`: `t_s`, `count`.
 */
export const latencyOverTime = definePlot({
  name: 'latency-over-time',
  description: 'TTFT of each request at the time it started, failures below the axis, requests in flight underneath',
  spec(request, look) {
    const requests = request.rows.filter((row) => row.kind === 'request')
    const failures = request.rows.some((row) => row.kind === 'failure')
    const scale = fittingScale(numbers(requests, 'ms'), { zero: true })
    const end = numbers(request.rows, 't_s').reduce((most, value) => Math.max(most, value), 0)
    const x = { field: 't_s', type: 'quantitative', scale: { domain: [0, end || 1], nice: false } }
    const domain = distinct(requests, 'series')
    const of = (kind: string) => [{ filter: { field: 'kind', equal: kind } }]
    const zooming = look.interactive ? [{ name: 'time', select: zoomSelection(['x']), bind: 'scales' }] : []
    return {
      vconcat: [
        {
          width: 700,
          height: 250,
          layer: [
            {
              params: zooming,
              transform: of('request'),
              mark: { type: 'point', filled: true, size: requests.length > 500 ? 12 : 26, opacity: 0.65, clip: true },
              encoding: {
                x: { ...x, title: null, axis: { labels: false, ticks: false } },
                y: { field: 'ms', type: 'quantitative', title: 'TTFT, ms', scale, axis: fittingAxis(scale) },
                color: {
                  field: 'series',
                  type: 'nominal',
                  scale: { domain, range: look.palette.series },
                  legend: domain.length > 1 ? { title: null, symbolType: 'circle', symbolOpacity: 1 } : null,
                },
                tooltip: [
                  { field: 'request_id', title: 'request' },
                  { field: 'series', title: 'workload' },
                  { field: 't_s', type: 'quantitative', format: ',.3f', title: 'start, s' },
                  { field: 'ms', type: 'quantitative', format: ',.2f', title: 'TTFT, ms' },
                ],
              },
            },
            ...(failures
              ? [
                  {
                    transform: of('failure'),
                    mark: {
                      type: 'point',
                      shape: 'cross',
                      angle: 45,
                      size: 60,
                      filled: true,
                      color: look.palette.text,
                      clip: true,
                    },
                    encoding: {
                      x: { ...x, title: null },
                      y: { value: 242 },
                      tooltip: [
                        { field: 'request_id', title: 'failed request' },
                        { field: 'error_class', title: 'error' },
                      ],
                    },
                  },
                ]
              : []),
          ],
        },
        {
          width: 700,
          height: 80,
          transform: of('in_flight'),
          mark: { type: 'area', interpolate: 'step-after', opacity: 0.45, line: { strokeWidth: 1.2 }, clip: true },
          encoding: {
            x: {
              ...x,
              title: failures
                ? 'time since the first request, s (crosses: failed requests)'
                : 'time since the first request, s',
            },
            y: {
              field: 'count',
              type: 'quantitative',
              title: 'in flight',
              axis: { tickCount: 3, format: ',~r', tickMinStep: 1 },
              scale: { zero: true },
            },
            color: { value: look.palette.neutral },
            tooltip: [
              { field: 't_s', type: 'quantitative', format: ',.3f', title: 's' },
              { field: 'count', type: 'quantitative', format: ',.1f', title: 'in flight' },
            ],
          },
        },
      ],
      spacing: 12,
      resolve: { scale: { x: 'shared', color: 'independent' } },
    }
  },
})
