import type { Cell } from '../document/report-document.js'
import { defineReporter } from './define-reporter.js'

export const tsv = defineReporter({
  name: 'tsv',
  description: 'the main table with full precision, cells between tabs',
  extension: 'tsv',
  mediaType: 'text/tab-separated-values',
  render({ document }) {
    const [main] = document.tables
    if (!main) return ''
    const lines = [main.columns.map(({ key }) => key), ...main.rows.map((row) => row.map(cellText))]
    return lines.map((cells) => `${cells.join('\t')}\n`).join('')
  },
})

function cellText(cell: Cell): string {
  if (cell === null) return ''
  return String(typeof cell === 'object' ? cell.text : cell).replace(/[\t\r\n]/g, ' ')
}
