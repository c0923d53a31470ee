import { type CaptureFile, loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import { cellsFailures, failureAlerts, failureLines } from '../document/failures.js'
import { serverLines } from '../document/server-line.js'
import { e2ePerf } from '../kinds/e2e-perf.js'
import { visibleText } from '../text/visible-text.js'
import { paint } from './paint.js'
import { plainTable } from './plain-table.js'
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
  return [
    ...failureAlerts([failures]).map((alert) => colours.red(`! ${visibleText(alert)}`)),
    colours.bold(visibleText(document.title)),
    visibleText(document.answer),
    ...document.alerts.map((alert) => colours.yellow(`! ${visibleText(alert)}`)),
    ...cacheLines(file).map((line) => visibleText(line)),
    ...serverLines({ avgTtftMs: file.summary.avgTtftMs, serverCounters: file.serverCounters }).map((line) =>
      visibleText(line),
    ),
    ...failureLines(failures).map((line) => colours.red(line)),
    ...(table ? ['', plainTable(table, colours)] : []),
  ].join('\n')
}

/** What the prefix cache answered in each scenario and load; one line where nothing is known. */
function cacheLines({ capture }: CaptureFile): string[] {
  const cells = capture?.cells ?? []
  const known = cells.filter(({ cache }) => cache !== null && cache.verdict !== 'unknown')
  const message = cells.map(({ cache }) => cache?.message).find((each) => each !== undefined)
  if (known.length === 0) return message === undefined ? [] : [`cache: ${message}`]
  return known.map(
    (cell) => `cache, ${cell.scenario} ${loadLabel(cell) ?? ''}: ${cell.cache?.verdict}, ${cell.cache?.message}`,
  )
}
