import { formattedRows, isNumeric } from '../document/format-cell.js'
import type { Fact, ReportDocument, ReportSection, ReportTable } from '../document/report-document.js'
import { codeBlock, escapeMarkdown } from '../text/escape-markdown.js'
import { defineReporter } from './define-reporter.js'

export const markdown = defineReporter({
  name: 'markdown',
  description: 'GitHub Markdown: for a pull request, an issue, a REPORT.md',
  extension: 'md',
  mediaType: 'text/markdown',
  render: ({ document }) => renderMarkdown(document),
})

/** A report as GitHub Markdown: the answer, what to beware of, the tables, how to reproduce. */
export function renderMarkdown(document: ReportDocument): string {
  const parts = [
    `# ${escapeMarkdown(document.title)}`,
    `**${escapeMarkdown(document.answer)}**`,
    document.alerts.map((alert) => `> [!WARNING]\n> ${escapeMarkdown(alert)}`).join('\n\n'),
    (document.findings ?? []).map((finding) => `- ${escapeMarkdown(finding)}`).join('\n'),
    document.sketch ? codeBlock(document.sketch, 'text') : '',
    factList(document.facts),
    ...document.tables.slice(0, 1).map((table) => tableSection(table, { heading: null })),
    ...(document.sections ?? []).map(argument),
    ...document.tables.slice(1).map((table) => tableSection(table, { heading: `## ${escapeMarkdown(table.title)}` })),
    document.environment.length > 0 ? `## Environment\n\n${factList(document.environment)}` : '',
    document.reproduce === null ? '' : `## Reproduce\n\n${codeBlock(document.reproduce, 'sh')}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function argument({ title, facts, tables, quote }: ReportSection): string {
  const parts = [
    `## ${escapeMarkdown(title)}`,
    facts.map(({ label, value }) => `**${escapeMarkdown(label)}.** ${escapeMarkdown(value)}`).join('\n\n'),
    ...tables.map((table) => tableSection(table, { heading: `### ${escapeMarkdown(table.title)}` })),
    quote === null ? '' : codeBlock(quote, 'text'),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function factList(facts: readonly Fact[]): string {
  return facts.map(({ label, value }) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}`).join('\n')
}

function tableSection(table: ReportTable, options: { heading: string | null }): string {
  const header = `| ${table.columns.map((column) => escapeMarkdown(column.label)).join(' | ')} |`
  const rule = `| ${table.columns.map((column) => (isNumeric(column) ? '---:' : '---')).join(' | ')} |`
  const rows = formattedRows(table).map((row) => `| ${row.map(escapeMarkdown).join(' | ')} |`)
  const facts = (table.facts ?? [])
    .map(({ label, value }) => `${escapeMarkdown(label)}: ${escapeMarkdown(value)}`)
    .join(' · ')
  const notes = (table.notes ?? []).map((note) => escapeMarkdown(note)).join('  \n')
  const heading = options.heading === null ? [] : [options.heading]
  return [...heading, [header, rule, ...rows].join('\n'), notes, facts].filter((part) => part !== '').join('\n\n')
}
