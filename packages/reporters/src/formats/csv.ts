import type { Cell } from '../document/report-document.js'
import { defineReporter } from './define-reporter.js'

export const csv = defineReporter({
  name: 'csv',
  description: 'the main table with full precision (RFC 4180), an empty cell for what is not known',
  extension: 'csv',
  mediaType: 'text/csv',
  render({ document }) {
    const [main] = document.tables
    if (!main) return ''
    return csvText([main.columns.map((column) => column.key), ...main.rows])
  },
})

/** Rows as RFC 4180 text with CRLF line ends. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  // A spreadsheet runs text that starts like a formula; an apostrophe keeps it text.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
