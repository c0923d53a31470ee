import { decimalsFor, formatNumber, formatShare, notKnown } from '../text/format-number.js'
import type { Cell, Column, ReportTable } from './report-document.js'

/** A table's cells as text for people; text is raw, the format escapes it. */
export function formattedRows(table: ReportTable): string[][] {
  const decimals = table.columns.map((column, at) =>
    column.kind === 'number' ? decimalsFor(table.rows.map((row) => numeric(row[at]))) : 0,
  )
  const weak = new Set((table.weak ?? []).map(([row, column]) => `${row}/${column}`))
  return table.rows.map((row, line) => {
    const ofRow = table.decimalsBy === 'row' ? decimalsFor(row.map(numeric)) : null
    return row.map((cell, at) => {
      const text = format(cell, table.columns[at], ofRow ?? decimals[at] ?? 0)
      return weak.has(`${line}/${at}`) ? `${text}*` : text
    })
  })
}

/** Whether a column is set flush right. */
export function isNumeric(column: Column): boolean {
  return column.kind !== 'text' && column.kind !== 'interval'
}

function numeric(cell: Cell | undefined): number | null {
  return typeof cell === 'number' ? cell : null
}

function format(cell: Cell, column: Column | undefined, decimals: number): string {
  if (cell === null || cell === '') return notKnown
  if (typeof cell === 'string') return cell
  if (typeof cell === 'object') return cell.text
  return column?.kind === 'share' ? formatShare(cell) : formatNumber(cell, decimals)
}
