import { formattedRows, isNumeric } from '../document/format-cell.js'
import type { ReportDocument, ReportTable } from '../document/report-document.js'
import { codeBlock, escapeMarkdown } from '../text/escape-markdown.js'
import { defineReporter } from './define-reporter.js'

/** Max length of the parts of a comment, so that the pull request stays readable; the rest is in the full report. */
const max = { rows: 20, columns: 8, findings: 8 } as const

export const comment = defineReporter({
  name: 'comment',
  description: 'short Markdown for a pull request: the answer, the main table, how it was measured folded away',
  extension: 'comment.md',
  mediaType: 'text/markdown',
  render: ({ document }) => renderComment(document),
})

/** The first line is a mark by which a script finds its own comment again. */
function renderComment(document: ReportDocument): string {
  const [main] = document.tables
  const findings = document.findings ?? []
  const parts = [
    '<!-- sagellm-benchmark -->',
    `### ${escapeMarkdown(document.title)}`,
    `**${escapeMarkdown(document.answer)}**`,
    document.alerts.map((alert) => `> [!WARNING]\n> ${escapeMarkdown(alert)}`).join('\n\n'),
    cut(findings, max.findings, 'findings')
      .map((finding) => `- ${escapeMarkdown(finding)}`)
      .join('\n'),
    main ? shortTable(main) : '',
    folded(document),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function shortTable(table: ReportTable): string {
  const kept = table.columns
    .map((_, at) => at)
    .filter((at) => table.rows.some((row) => row[at] !== null))
    .slice(0, max.columns)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rows = formattedRows(table).slice(0, max.rows)
  const left = table.rows.length - rows.length
  return [
    line(kept.map((at) => escapeMarkdown(table.columns[at]?.label ?? ''))),
    line(kept.map((at) => (table.columns[at] && isNumeric(table.columns[at]) ? '---:' : '---'))),
    ...rows.map((row) => line(kept.map((at) => escapeMarkdown(row[at] ?? '')))),
    ...(left > 0 ? ['', `${left} more rows are in the full report.`] : []),
  ].join('\n')
}

function folded({ facts, environment, reproduce }: ReportDocument): string {
  const facts_ = [...facts, ...environment].map(
    ({ label, value }) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}`,
  )
  const command = reproduce === null ? [] : [codeBlock(reproduce, 'sh')]
  if (facts_.length + command.length === 0) return ''
  const inside = [facts_.join('\n'), ...command].filter((part) => part !== '').join('\n\n')
  return `<details><summary>How it was measured</summary>\n\n${inside}\n\n</details>`
}

function cut(texts: readonly string[], count: number, what: string): string[] {
  const left = texts.length - count
  return left > 0 ? [...texts.slice(0, count), `${left} more ${what} are in the full report.`] : [...texts]
}
