import { definePlot } from '../define-plot.js'
import type { Look } from '../look.js'
import type { PlotRequest } from '../plot-request.js'
import { distinct, fittingAxis, fittingScale, numbers, zoomSelection } from '../scales.js'

/**
 * Rows with `kind: 'request'`: `t_s` (start, from the first start), `ms` (TTFT), `series`, `request_id`;
 * with `kind: 'failure'`: `t_s`, `series`, `request_id`, `error_class`; with `kind: 'in_flight'`: `t_s`, `count`.
 */
export const latencyOverTime = definePlot({
  name: 'latency-over-time',
  description: 'TTFT of each request at the time it started, failures below the axis, requests in flight underneath',
  spec(request, look) {
    const failures = request.rows.some((row) => row.kind === 'failure')
    const end = numbers(request.rows, 't_s').reduce((max, value) => Math.max(max, value), 0)
    const x = { field: 't_s', type: 'quantitative', scale: { domain: [0, end || 1], nice: false } }
    const layer = [requestLayer(request, look, x), ...(failures ? [failureLayer(look, x)] : [])]
    return {
      vconcat: [{ width: 700, height: 250, layer }, inFlightPanel(look, { x, failures })],
      spacing: 12,
      resolve: { scale: { x: 'shared', color: 'independent' } },
    }
  },
})

type Channel = Readonly<Record<string, unknown>>

const of = (kind: string) => [{ filter: { field: 'kind', equal: kind } }]

function requestLayer(request: PlotRequest, look: Look, x: Channel) {
  const requests = request.rows.filter((row) => row.kind === 'request')
  const scale = fittingScale(numbers(requests, 'ms'), { zero: true })
  const domain = distinct(requests, 'series')
  return {
    params: look.interactive ? [{ name: 'time', select: zoomSelection(['x']), bind: 'scales' }] : [],
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
  }
}

function failureLayer(look: Look, x: Channel) {
  return {
    transform: of('failure'),
    mark: { type: 'point', shape: 'cross', angle: 45, size: 60, filled: true, color: look.palette.text, clip: true },
    encoding: {
      x: { ...x, title: null },
      y: { value: 242 },
      tooltip: [
        { field: 'request_id', title: 'failed request' },
        { field: 'error_class', title: 'error' },
      ],
    },
  }
}

function inFlightPanel(look: Look, { x, failures }: { readonly x: Channel; readonly failures: boolean }) {
  const title = 'time since the first request, s'
  return {
    width: 700,
    height: 80,
    transform: of('in_flight'),
    mark: { type: 'area', interpolate: 'step-after', opacity: 0.45, line: { strokeWidth: 1.2 }, clip: true },
    encoding: {
      x: { ...x, title: failures ? `${title} (crosses: failed requests)` : title },
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
  }
}
