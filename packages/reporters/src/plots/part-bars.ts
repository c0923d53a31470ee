import type { Look } from './look.js'
import type { PlotRequest } from './plot-request.js'
import { distinct } from './scales.js'

export type PartBarsOptions = {
  /** The field of the rows that names a bar, and what it is called. */
  readonly bar: string
  readonly barTitle: string
  /** Of the axis of times. */
  readonly title: string
  /** How the names of the bars are written, beside what all such plots share. */
  readonly names: Readonly<Record<string, unknown>>
}

/** Bars of parts of a time, one behind the other. Rows: the name of the bar, `part`, `order` (of the part in a bar), `ms`. */
export function partBars({ rows }: PlotRequest, look: Look, { bar, barTitle, title, names }: PartBarsOptions) {
  const parts = distinct(rows, 'part')
  const { series, neutral } = look.palette
  // What nobody knows is grey, whatever the number of parts.
  const colours = parts.map((part, at) => (part === 'unknown' ? neutral : series[at % series.length]))
  return {
    x: { field: 'ms', type: 'quantitative', stack: 'zero', title, axis: { format: ',~r' } },
    y: {
      field: bar,
      type: 'nominal',
      sort: distinct(rows, bar),
      title: null,
      axis: { ticks: false, domain: false, ...names },
    },
    color: { field: 'part', type: 'nominal', sort: parts, title: null, scale: { domain: parts, range: colours } },
    order: { field: 'order', type: 'quantitative' },
    tooltip: [
      { field: bar, title: barTitle },
      { field: 'part', title: 'part' },
      { field: 'ms', type: 'quantitative', format: ',.2f', title: 'ms' },
    ],
  }
}
