import type { ReadinessFile } from '@sagellm-benchmark/protocol-types/readiness'
import type { PlotRequest } from '../plots/plot-request.js'

/** The queue of the server around the burst, as far as it says. */
export function readinessPlots({ processes }: ReadinessFile, subtitle: string): PlotRequest[] {
  const rows = processes.flatMap(({ id, queueMetrics }) =>
    (queueMetrics?.runningWaitingTimeseries ?? []).flatMap(({ t, waiting }) =>
      waiting === null ? [] : [{ series: id, t_s: t, waiting }],
    ),
  )
  return rows.length < 2
    ? []
    : [{ plot: 'queue-over-time', title: 'The queue of the server around a burst', subtitle, rows }]
}
