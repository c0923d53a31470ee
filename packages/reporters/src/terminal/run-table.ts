import type { BenchmarkSummary } from '@sagellm-benchmark/protocol-types/artifacts'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { failureLines, workloadFailures } from '../document/failures.js'
import { replicaTables, sessionTables } from '../document/session-tables.js'
import { lengthTables } from '../document/length-table.js'
import { engineTables } from '../document/engine-table.js'
import { summaryDocument } from '../kinds/summary.js'
import { formattedRows } from '../document/format-cell.js'
import type { Column } from '../document/report-document.js'
import { visibleText } from '../text/visible-text.js'
import { alignedTable } from './aligned-table.js'
import { paint } from './paint.js'
import { aligned, plainTable } from './plain-table.js'
import type { TerminalOptions } from './run-block.js'

/** Enough to compare workloads at a glance, in under 100 columns. */
const shown = new Set<string>([
  ...['workload', 'successful_requests', 'failed_requests'],
  ...figuresIn('terminal').map(({ name }) => name),
])

/**
 * All workloads of a run as one table for a terminal: the answer, the rows, what to beware of.
 *
 * @returns lines without a final line break.
 */
export function runTable(summary: BenchmarkSummary, options: TerminalOptions = {}): string {
  const colours = paint(options.colour ?? false)
  const document = summaryDocument(summary)
  const [full] = document.tables
  const failures = Object.entries(summary.workloads).map(([name, each]) => workloadFailures(name, each))
  const named = Object.entries(summary.workloads).map(([of, each]) => ({ of, ...each }))
  const kept = full?.columns.flatMap((column, at) => (shown.has(column.key) ? [at] : [])) ?? []
  const columns = kept.flatMap((at) => full?.columns[at] ?? [])
  const left = full?.columns.filter((column) => !shown.has(column.key)) ?? []
  const rows = full ? formattedRows(full).map((row) => kept.map((at) => row[at] ?? '')) : []
  return [
    alignedTable(aligned(columns), rows, { paint: colours, maxCellWidth: 28 }),
    '',
    ...(left.length > 0
      ? [...leftOut(left, options.reportCommand).map((line) => colours.dim(visibleText(line))), '']
      : []),
    ...[
      ...sessionTables(named),
      ...replicaTables(named),
      ...lengthTables(summary.workloads),
      ...engineTables(named, 'Workload'),
    ].flatMap((table) => [plainTable(table, colours), '']),
    colours.bold(visibleText(document.answer)),
    ...failures.flatMap(failureLines).map((line) => colours.red(line)),
    ...document.alerts.map((alert) => colours.yellow(`! ${visibleText(alert)}`)),
  ].join('\n')
}

/** Which columns the width leaves no room for, and the command that shows them; intervals by one name. */
function leftOut(columns: readonly Column[], command = 'sagellm-benchmark report --input FOLDER'): string[] {
  const names = columns.map(({ label, kind }) => (kind === 'interval' ? '95 % CI' : label))
  return [`Not in this table: ${[...new Set(names)].join(', ')}.`, `All columns: ${command}`]
}
