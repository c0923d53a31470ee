import { visibleText } from '../text/visible-text.js'
import type { PlotRequest } from './plot-request.js'

/** Whether there is anything to draw: at least one known number. */
export function hasValues(rows: PlotRequest['rows']): boolean {
  return rows.some((row) => Object.values(row).some((value) => typeof value === 'number' && Number.isFinite(value)))
}

/** Rows as they may be shown: strings on one line, nothing hidden in them, none longer than a label can be. */
export function cleanRows(rows: PlotRequest['rows']): PlotRequest['rows'] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, typeof value === 'string' ? visibleText(value, 60) : value]),
    ),
  )
}
