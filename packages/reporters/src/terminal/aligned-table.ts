import stringWidth from 'string-width'
import { clipped, padded } from '../text/fit-columns.js'
import { visibleText } from '../text/visible-text.js'
import { type Paint, paint } from './paint.js'

export type AlignedColumn = { readonly label: string; readonly align: 'left' | 'right' }

export type AlignedTableOptions = {
  /** @default a painter without colours */
  readonly paint?: Paint
  /** A cell's text is cut at this many columns. @default 48 */
  readonly maxCellWidth?: number
}

/**
 * A table for a terminal: columns two spaces apart, a rule under the header, no frame, so that it can be pasted anywhere.
 * Widths are right for Chinese text. Control characters in cells are shown, not obeyed.
 */
export function alignedTable(
  columns: readonly AlignedColumn[],
  rows: readonly (readonly string[])[],
  options: AlignedTableOptions = {},
): string {
  const colours = options.paint ?? paint(false)
  const limit = options.maxCellWidth ?? 48
  const clean = (text: string) => clipped(visibleText(text), limit)
  const header = columns.map((column) => clean(column.label))
  const body = rows.map((row) => columns.map((_, at) => clean(row[at] ?? '')))
  const widths = columns.map((_, at) =>
    [header, ...body].reduce((width, row) => Math.max(width, stringWidth(row[at] as string)), 0),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => padded(cell, widths[at] as number, columns[at]?.align))
      .join('  ')
      .trimEnd()

  return [
    colours.bold(line(header)),
    colours.dim(widths.map((width) => '─'.repeat(width)).join('  ')),
    ...body.map(line),
  ].join('\n')
}
