import { type CaptureFile, loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import { formattedRows, isNumeric } from '../document/format-cell.js'
import { cellsFailures, failureAlerts, failureLines } from '../document/failures.js'
import { serverLines } from '../document/server-line.js'
import { e2ePerf } from '../kinds/e2e-perf.js'
import { visibleText } from '../text/visible-text.js'
import { alignedTable } from './aligned-table.js'
import { paint } from './paint.js'
import type { TerminalOptions } from './run-block.js'

/**
 * The capture of one target for a terminal: the answer, what to beware of, one row a scenario and load, failures with the
 * server's words.
 *
 * @returns lines without a final line break.
 */
export function captureBlock(file: CaptureFile, options: TerminalOptions = {}): string {
  const colours = paint(options.colour ?? false)
  const document = e2ePerf.document(file)
  const failures = cellsFailures(file.label ?? 'the target', file.capture?.cells ?? [])
  const [table] = document.tables
  const columns = (table?.columns ?? []).map((column) => ({
    label: column.label,
    align: isNumeric(column) ? ('right' as const) : ('left' as const),
  }))
  return [
    ...failureAlerts([failures]).map((alert) => colours.red(`! ${visibleText(alert)}`)),
    colours.bold(visibleText(document.title)),
    visibleText(document.answer),
    ...document.alerts.map((alert) => colours.yellow(`! ${visibleText(alert)}`)),
    ...cacheLines(file).map((line) => visibleText(line)),
    ...serverLines({ avgTtftMs: file.summary.avgTtftMs, serverCounters: file.serverCounters, engineTimings: null }).map(
      (line) => visibleText(line),
    ),
    ...failureLines(failures).map((line) => colours.red(line)),
    ...(table ? ['', alignedTable(columns, formattedRows(table), { paint: colours, maxCellWidth: 28 })] : []),
  ].join('\n')
}

/** What the prefix cache answered in each scenario and load; one line where nobody tells. */
function cacheLines({ capture }: CaptureFile): string[] {
  const cells = capture?.cells ?? []
  const known = cells.filter(({ cache }) => cache !== null && cache.verdict !== 'unknown')
  if (known.length === 0) return cells.length === 0 ? [] : ['cache: the engine does not tell its cache hits']
  return known.map(
    (cell) => `cache, ${cell.scenario} ${loadLabel(cell) ?? ''}: ${cell.cache?.verdict}, ${cell.cache?.message}`,
  )
}
