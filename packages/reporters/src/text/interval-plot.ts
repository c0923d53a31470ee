import { padded } from './fit-columns.js'
import { formatNumber } from './format-number.js'
import { visibleText } from './visible-text.js'

export type IntervalPlotRow = {
  readonly label: string
  /** Ratio to the baseline; `null` where it is not known. */
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  /** What stands at the end of the line. */
  readonly verdict: string
}

export type IntervalPlotOptions = {
  /** Equivalence margin as a share; its ends are dotted. @default none */
  readonly margin?: number | null
  /** Columns of the plot itself, without labels. @default 41 */
  readonly columns?: number
}

/**
 * Ratios with their intervals as lines of text, on a logarithmic axis with 1 in the middle: the same in a terminal and in
 * Markdown. `●` is the ratio, `├─┤` the interval, `│` no difference, `┊` the equivalence margin.
 *
 * @returns one line a row and the axis; empty for no rows.
 */
export function intervalPlot(rows: readonly IntervalPlotRow[], options: IntervalPlotOptions = {}): string {
  const columns = options.columns ?? 41
  const known = rows.flatMap((row) => [row.value, row.low, row.high]).filter((each) => each !== null && each > 0)
  if (known.length === 0) return ''
  const margin = options.margin ?? null
  const reach =
    known.reduce((max: number, each) => Math.max(max, Math.abs(Math.log(each as number))), Math.log(1.1)) * 1.04
  const place = (ratio: number) => {
    const share = (Math.log(Math.max(ratio, 1e-12)) + reach) / (2 * reach)
    return Math.max(0, Math.min(columns - 1, Math.round(share * (columns - 1))))
  }
  const labels = rows.map((row) => visibleText(row.label, 60))
  const width = labels.reduce((max, label) => Math.max(max, label.length), 0)
  const lines = rows.map((row, at) => {
    const cells = background({ columns, place, margin })
    drawInterval(cells, row, place)
    return `${padded(labels[at] as string, width)}  ${cells.join('')}  ${figures(row)}`.trimEnd()
  })
  return [...lines, `${' '.repeat(width + 2)}${axis({ columns, reach })}`].join('\n')
}

type Place = (ratio: number) => number

function background({ columns, place, margin }: { columns: number; place: Place; margin: number | null }): string[] {
  const cells = Array.from({ length: columns }, () => ' ')
  if (margin !== null) for (const end of [1 / (1 + margin), 1 + margin]) cells[place(end)] = '┊'
  cells[place(1)] = '│'
  return cells
}

function drawInterval(cells: string[], row: IntervalPlotRow, place: Place): void {
  if (row.low !== null && row.high !== null) {
    const [from, to] = [place(row.low), place(row.high)]
    for (let at = from; at <= to; at++) cells[at] = '─'
    if (to > from) {
      cells[from] = '├'
      cells[to] = '┤'
    }
  }
  if (row.value !== null) cells[place(row.value)] = '●'
}

function figures(row: IntervalPlotRow): string {
  const interval =
    row.low === null || row.high === null ? '' : ` [${formatNumber(row.low, 2)}, ${formatNumber(row.high, 2)}]`
  return `${formatNumber(row.value, 2)}${interval} ${visibleText(row.verdict, 40)}`
}

/** The ends of the axis and 1 between them. */
function axis({ columns, reach }: { columns: number; reach: number }): string {
  const [low, high] = [formatNumber(Math.exp(-reach), 2), formatNumber(Math.exp(reach), 2)]
  const middle = Math.round((columns - 1) / 2)
  const left = `${low}${' '.repeat(Math.max(1, middle - low.length))}1`
  return `${left}${' '.repeat(Math.max(1, columns - left.length - high.length))}${high}`
}
