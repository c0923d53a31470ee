import type { Cell, Column } from '../document/report-document.js'
import { defineReporter } from './define-reporter.js'

export const csv = defineReporter({
  name: 'csv',
  description:
    'the main table with full precision (RFC 4180), an interval as two numbers, an empty cell for what is not known',
  extension: 'csv',
  mediaType: 'text/csv',
  render({ document }) {
    const [main] = document.tables
    if (!main) return ''
    return csvText([main.columns.flatMap(headers), ...main.rows.map((row) => row.flatMap(values(main.columns)))])
  },
})

/** An interval is two columns, so that a spreadsheet has numbers to work with. */
function headers({ key, kind }: Column): string[] {
  return kind === 'interval' ? [`${key}_low`, `${key}_high`] : [key]
}

function values(columns: readonly Column[]) {
  return (cell: Cell, at: number): Cell[] => {
    if (columns[at]?.kind !== 'interval') return [cell]
    return typeof cell === 'object' && cell !== null ? [cell.low, cell.high] : [null, null]
  }
}

/** Rows as RFC 4180 text with CRLF line ends. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'object') return csvCell(cell.text)
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  // A spreadsheet runs text that starts like a formula; an apostrophe keeps it text.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
