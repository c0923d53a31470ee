import { formattedRows } from '../document/format-cell.js'
import type { ReportSection, ReportTable } from '../document/report-document.js'
import { alignedTable } from '../terminal/aligned-table.js'
import { type Paint, paint } from '../terminal/paint.js'
import { aligned } from '../terminal/plain-table.js'
import { visibleText } from '../text/visible-text.js'
import { defineReporter } from './define-reporter.js'

export const table = defineReporter({
  name: 'table',
  description: 'plain columns for a terminal',
  extension: 'txt',
  mediaType: 'text/plain',
  render({ document }, options) {
    const colours = paint(options.colour ?? false)
    const parts = [
      colours.bold(visibleText(document.title)),
      visibleText(document.answer),
      document.alerts.map((alert) => colours.yellow(`! ${visibleText(alert)}`)).join('\n'),
      (document.findings ?? []).map((finding) => visibleText(finding)).join('\n'),
      (document.sketch ?? '')
        .split('\n')
        .map((line) => visibleText(line))
        .join('\n'),
      document.facts.map(({ label, value }) => `${visibleText(label)}: ${visibleText(value)}`).join('\n'),
      ...document.tables.slice(0, 1).map((each) => section(each, { colours, titled: false })),
      ...(document.sections ?? []).map((each) => argument(each, colours)),
      ...document.tables.slice(1).map((each) => section(each, { colours, titled: true })),
      document.reproduce === null ? '' : colours.dim(`reproduce: ${visibleText(document.reproduce)}`),
    ]
    return `${parts.filter((part) => part !== '').join('\n\n')}\n`
  },
})

function argument({ title, facts, tables, quote }: ReportSection, colours: Paint): string {
  const parts = [
    colours.bold(visibleText(title)),
    facts.map(({ label, value }) => `${visibleText(label)}: ${visibleText(value)}`).join('\n'),
    ...tables.map((each) => section(each, { colours, titled: true })),
    (quote ?? '')
      .split('\n')
      .map((line) => visibleText(line))
      .join('\n'),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function section(content: ReportTable, options: { colours: Paint; titled: boolean }): string {
  const lines = [
    ...(options.titled ? [options.colours.bold(visibleText(content.title))] : []),
    alignedTable(aligned(content.columns), formattedRows(content), { paint: options.colours }),
    ...(content.notes ?? []).map((note) => options.colours.dim(visibleText(note))),
    ...(content.facts
      ? [content.facts.map(({ label, value }) => `${visibleText(label)}: ${visibleText(value)}`).join(' · ')]
      : []),
  ]
  return lines.join('\n')
}
