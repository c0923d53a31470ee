import type { TimeParts } from '@sagellm-benchmark/protocol-types/telemetry'
import type { PlotRequest } from '../plots/plot-request.js'
import { formatNumber } from '../text/format-number.js'
import type { ReportTable } from './report-document.js'
import { partLabels, partNames } from './time-part-names.js'

/** What was measured under one name, and where its time went. */
export type Timed = { readonly of: string; readonly timeParts: TimeParts | null }

/** Where the time of each workload went, a column a part; no table where nothing is known. */
export function timePartsTables(all: readonly Timed[]): ReportTable[] {
  const timed = all.flatMap(({ of, timeParts }) => (timeParts === null ? [] : [{ of, timeParts }]))
  if (timed.length === 0) return []
  const shown = partNames.filter((name) => timed.some(({ timeParts }) => timeParts[name] > 0))
  return [
    {
      title: 'Where the time went',
      columns: [
        { key: 'workload', label: 'Workload', kind: 'text' },
        { key: 'total_ms', label: 'arrival to last token ms', kind: 'number' },
        ...shown.map((name) => ({
          key: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          label: `${partLabels[name]} ms`,
          kind: 'number' as const,
        })),
      ],
      rows: timed.map(({ of, timeParts }) => [of, timeParts.totalMs, ...shown.map((name) => timeParts[name])]),
      decimalsBy: 'row',
      notes: notesOf(timed.map(({ timeParts }) => timeParts)),
    },
  ]
}

function notesOf(all: readonly TimeParts[]): string[] {
  const says = (what: TimeParts['engineSays']) => all.some(({ engineSays }) => engineSays === what)
  const counts = all.map(({ requests }) => formatNumber(requests)).join(', ')
  return [
    `Means over ${counts} successful requests; the parts of a row add up to its whole time.`,
    ...(says('histograms')
      ? ["Queue and prefill are the means of the server's own histograms, which hold the warm-up too."]
      : []),
    ...(all.some(({ unknownMs }) => unknownMs > 0)
      ? [
          'Unknown is what neither stamps nor the engine say: queue, prefill and network, as far as they have no column.',
        ]
      : []),
  ]
}

/** The same as a picture of stacked bars; none where nothing is known. */
export function timePartsPlots(all: readonly Timed[], subtitle: string): PlotRequest[] {
  const rows = all.flatMap(({ of, timeParts }) =>
    timeParts === null
      ? []
      : partNames.map((name, order) => ({ workload: of, part: partLabels[name], order, ms: timeParts[name] })),
  )
  return rows.length === 0 ? [] : [{ plot: 'time-parts', title: 'Where the time went', subtitle, rows }]
}

/** One line for a terminal; `null` where nothing is known. */
export function timePartsLine(parts: TimeParts | null): string | null {
  if (parts === null || parts.totalMs === 0) return null
  const shown = partNames.filter((name) => parts[name] > 0)
  const each = shown.map((name) => `${partLabels[name]} ${formatNumber(parts[name])}`)
  return `time of ${formatNumber(parts.totalMs)} ms: ${each.join(' + ')}`
}
