import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import { percentile } from '@sagellm-benchmark/metrics'
import type { PlotRequest } from '../plots/plot-request.js'
import type { CollectedRequests } from './collect-requests.js'
import { inFlight } from './in-flight.js'
import { requestPartsPlot } from './request-parts.js'
import { thinEcdf } from './thin-ecdf.js'
import { waterfallRows } from './waterfall-rows.js'

/** More points than this look like one in a picture and make a page slow. */
const maxPoints = 2_000

/** Requests in a waterfall: what can be read on one page. */
const waterfallSize = 24

/** The pictures of a run's requests, each only where there is something to draw. */
export function requestPlots(requests: CollectedRequests, subtitle: string): PlotRequest[] {
  const distributions = [
    { panel: 'TTFT', values: requests.ttftMs },
    { panel: 'TBT', values: requests.tbtMs },
  ].flatMap(({ panel, values }) =>
    requests.workloads.flatMap((series, place) => {
      const sorted = valuesOf(values, requests.workload, place)
      return sorted.length === 0 ? [] : [{ panel, series, sorted }]
    }),
  )
  const slowest = [...requests.rows]
    .sort((a, b) => b.endAt - b.scheduledAt - (a.endAt - a.scheduledAt))
    .slice(0, waterfallSize)
  const plots = [
    {
      plot: 'latency-ecdf',
      title: 'Distribution of TTFT and TBT',
      subtitle,
      rows: distributions.flatMap(({ panel, series, sorted }) =>
        thinEcdf(sorted).map(({ value, share }) => ({ panel, series, ms: value, share })),
      ),
    },
    {
      plot: 'percentile-ladder',
      title: 'Percentiles of TTFT and TBT',
      subtitle,
      rows: distributions.flatMap((each) => ladder(each)),
    },
    overTime(requests, subtitle),
    {
      plot: 'request-waterfall',
      title: `The ${slowest.length} slowest requests, each from the time it was due`,
      subtitle,
      rows: waterfallRows(slowest),
    },
    ...requestPartsPlot(requests.rows, subtitle),
  ]
  return plots.filter((each) => each.rows.length > 0)
}

function valuesOf(values: Float64Array, workload: Float64Array, place: number): Float64Array {
  return values.filter((value, at) => workload[at] === place && !Number.isNaN(value)).sort()
}

function ladder({ panel, series, sorted }: { panel: string; series: string; sorted: Float64Array }) {
  return [0.5, 0.75, 0.9, 0.95, 0.99, 0.999].map((p) => ({
    panel,
    series,
    percentile: `p${Number((p * 100).toFixed(1))}`,
    ms: percentile(sorted, p),
    // The rule of METRICS.md: fewer than 10 / (1 - p) samples do not support it.
    weak: sorted.length < 10 / (1 - p),
  }))
}

function overTime(requests: CollectedRequests, subtitle: string): PlotRequest {
  const { startAt, endAt, ttftMs, workload, workloads, rows } = requests
  const from = startAt.reduce((least, value) => Math.min(least, value), Infinity)
  const to = endAt.reduce((max, value) => Math.max(max, value), -Infinity)
  const chosen = thinnedByTime(startAt, ttftMs)
  const ids = new Map(rows.map((row) => [`${row.startAt}/${row.workload}`, row.requestId]))
  const points = chosen.map((at) => {
    const series = workloads[workload[at] as number] as string
    const start = startAt[at] as number
    const request_id = ids.get(`${start}/${series}`) ?? null
    return { kind: 'request', t_s: (start - from) / 1000, ms: ttftMs[at] as number, series, request_id }
  })
  const failures = rows
    .filter(({ errorClass }) => errorClass !== null && !wasCancelled(errorClass))
    .slice(0, maxPoints / 4)
    .map((row) => ({
      kind: 'failure',
      t_s: (row.startAt - from) / 1000,
      series: row.workload,
      request_id: row.requestId,
      error_class: row.errorClass,
    }))
  const bins = 240
  const load = [...inFlight(requests, { from, to, bins })].map((count, at) => ({
    kind: 'in_flight',
    t_s: (((to - from) / bins) * at) / 1000,
    count,
  }))
  const known = ttftMs.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0)
  const thinned =
    chosen.length < known ? ` · ${chosen.length} of ${known} requests drawn, the slowest of each moment among them` : ''
  return {
    plot: 'latency-over-time',
    title: 'TTFT over the run',
    subtitle: subtitle + thinned,
    rows: points.length + failures.length === 0 ? [] : [...points, ...failures, ...(to > from ? load : [])],
  }
}

/** Places of at most `maxPoints` requests: of each moment the slowest and one other. */
function thinnedByTime(startAt: Float64Array, values: Float64Array): number[] {
  const known: number[] = []
  for (let at = 0; at < values.length; at++) if (!Number.isNaN(values[at])) known.push(at)
  if (known.length <= maxPoints) return known
  const order = Uint32Array.from(known).sort((a, b) => (startAt[a] as number) - (startAt[b] as number))
  const moments = maxPoints / 2
  const chosen: number[] = []
  for (let moment = 0; moment < moments; moment++) {
    const first = Math.floor((moment * order.length) / moments)
    const next = Math.floor(((moment + 1) * order.length) / moments)
    let slowest = first
    for (let at = first; at < next; at++) {
      if ((values[order[at] as number] as number) > (values[order[slowest] as number] as number)) slowest = at
    }
    chosen.push(order[slowest] as number)
    const other = first === slowest ? first + 1 : first
    if (other < next) chosen.push(order[other] as number)
  }
  return chosen
}
