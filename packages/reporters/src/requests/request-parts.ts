import { partLabels, partNames } from '../document/time-part-names.js'
import type { PlotRequest } from '../plots/plot-request.js'
import type { RequestRow } from './request-row.js'

/** Requests in the picture: what can be read on one page. */
const SHOWN = 24

/**
 * Where the time of single requests went, as stacked bars: not the slowest, and not those that look well, but one of each equal part of the
 * requests in the order of their whole time, the one in its middle.
 *
 * @param rows - all requests, or a uniform sample of them.
 * @returns none where the engine says of no request how its time was divided: then the waterfall shows all there is.
 */
export function requestPartsPlot(rows: readonly RequestRow[], subtitle: string): PlotRequest[] {
  const known = rows.flatMap(({ requestId, timeParts }) => {
    if (timeParts === null) return []
    return [{ requestId, timeParts, totalMs: partNames.reduce((sum, name) => sum + timeParts[name], 0) }]
  })
  if (!known.some(({ timeParts }) => timeParts.engineSays)) return []
  const sorted = known.sort((a, b) => a.totalMs - b.totalMs)
  const count = Math.min(SHOWN, sorted.length)
  const chosen = Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * sorted.length) / count))
  const title =
    count === sorted.length
      ? `Where the time of each of ${count} requests went, the shortest first`
      : `Where the time of ${count} of ${sorted.length} requests went: one of each ${count}th of them by whole time`
  return [
    {
      ...{ plot: 'request-parts', title, subtitle },
      rows: chosen.flatMap((place) => {
        const { requestId, timeParts } = sorted[place] as (typeof sorted)[number]
        const label = `p${Math.round((100 * (place + 0.5)) / sorted.length)} ${requestId}`
        return partNames.map((name, order) => ({
          ...{ request_id: label, part: partLabels[name], order, ms: timeParts[name] },
        }))
      }),
    },
  ]
}
