import { formattedRows, isNumeric } from '../document/format-cell.js'
import type { Column, ReportTable } from '../document/report-document.js'
import { type AlignedColumn, alignedTable } from './aligned-table.js'
import type { Paint } from './paint.js'

/** A whole table of a report, without its notes. */
export function plainTable(table: ReportTable, colours: Paint, { maxCellWidth = 30 } = {}): string {
  return alignedTable(aligned(table.columns), formattedRows(table), { paint: colours, maxCellWidth })
}

export function aligned(columns: readonly Column[]): AlignedColumn[] {
  return columns.map((column) => ({ label: column.label, align: isNumeric(column) ? 'right' : 'left' }))
}
