import { formattedRows, isNumeric } from '../document/format-cell.js'
import type { Fact, Headline, ReportDocument, ReportSection, ReportTable } from '../document/report-document.js'
import type { CollectedRequests } from '../requests/collect-requests.js'
import { escapeHtml } from '../text/escape-html.js'

export type PageBodyInput = {
  readonly document: ReportDocument
  readonly charts: readonly { readonly title: string; readonly description: string }[]
  readonly requests: CollectedRequests | null
}

/** The page as a reader without script has it: everything but charts and single requests. */
export function pageBody({ document, charts, requests }: PageBodyInput): string {
  const sections: [id: string, title: string, content: string][] = [
    ['results', 'Results', resultsHtml(document)],
    ['charts', 'Charts', charts.map(chartHtml).join('')],
    ['requests', 'Requests', requests ? requestsHtml(requests) : ''],
    ['environment', 'Environment', factsHtml(document.environment)],
    ['reproduce', 'Reproduce', document.reproduce === null ? '' : codeHtml(document.reproduce)],
  ]
  const filled = sections.filter(([, , content]) => content !== '')
  const links = filled.map(([id, title]) => `<a href="#${id}">${title}</a>`).join('')
  return [
    `<header><nav aria-label="Sections">${links}</nav>`,
    '<button id="theme" type="button" hidden>Dark</button></header>',
    `<main><h1>${escapeHtml(document.title)}</h1>`,
    `<p class="answer">${escapeHtml(document.answer)}</p>`,
    alertsHtml(document.alerts),
    headlinesHtml(document.headlines ?? []),
    findingsHtml(document.findings ?? []),
    factsHtml(document.facts),
    ...filled.map(
      ([id, title, content]) =>
        `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`,
    ),
    '</main>',
  ].join('\n')
}

function resultsHtml({ tables, sections = [] }: ReportDocument): string {
  const first = tables.slice(0, 1).map((table) => tableHtml(table, { titled: false }))
  const rest = tables.slice(1).map((table) => tableHtml(table, { titled: true }))
  return [...first, ...sections.map(argumentHtml), ...rest].join('')
}

function argumentHtml({ title, facts, tables, quote }: ReportSection): string {
  const sentences = facts.map(
    ({ label, value }) => `<p><strong>${escapeHtml(label)}.</strong> ${escapeHtml(value)}</p>`,
  )
  const exhibits = tables.map((table) => tableHtml(table, { titled: true })).join('')
  const quoted = quote === null ? '' : codeHtml(quote, 'Quoted lines')
  return `<article><h3>${escapeHtml(title)}</h3>${sentences.join('')}${exhibits}${quoted}</article>`
}

function alertsHtml(alerts: readonly string[]): string {
  if (alerts.length === 0) return ''
  return `<ul class="alerts" aria-label="Read this first">${alerts.map((alert) => `<li>${escapeHtml(alert)}</li>`).join('')}</ul>`
}

function headlinesHtml(headlines: readonly Headline[]): string {
  if (headlines.length === 0) return ''
  const items = headlines.map(
    ({ label, value, trust }) =>
      `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>${trust === null ? '' : `<dd class="trust">${escapeHtml(trust)}</dd>`}</div>`,
  )
  return `<dl class="headlines">${items.join('')}</dl>`
}

function findingsHtml(findings: readonly string[]): string {
  return findings.length === 0
    ? ''
    : `<ul>${findings.map((finding) => `<li>${escapeHtml(finding)}</li>`).join('')}</ul>`
}

function factsHtml(facts: readonly Fact[]): string {
  if (facts.length === 0) return ''
  const items = facts.map(({ label, value }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`)
  return `<dl class="facts">${items.join('')}</dl>`
}

function tableHtml(table: ReportTable, options: { titled: boolean }): string {
  const side = table.columns.map((column) => (isNumeric(column) ? ' class="number"' : ''))
  const head = table.columns.map(
    (column, at) =>
      `<th scope="col"${side[at]}>${escapeHtml(column.label) || '<span class="hidden">Metric</span>'}</th>`,
  )
  const rows = formattedRows(table).map((row) => {
    const cells = row.map((cell, at) =>
      at === 0 ? `<th scope="row">${escapeHtml(cell)}</th>` : `<td${side[at]}>${escapeHtml(cell)}</td>`,
    )
    return `<tr>${cells.join('')}</tr>`
  })
  const title = options.titled ? `<h3>${escapeHtml(table.title)}</h3>` : ''
  const notes = (table.notes ?? []).map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('')
  const facts = table.facts ? factsHtml(table.facts) : ''
  const label = escapeHtml(table.title)
  return `${title}<div class="wide" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${notes}${facts}`
}

function chartHtml(chart: PageBodyInput['charts'][number], at: number): string {
  const label = escapeHtml(`${chart.title}. ${chart.description}.`)
  return `<figure><div class="chart" id="chart-${at}" role="img" aria-label="${label}"></div><figcaption>${escapeHtml(chart.description)}.</figcaption></figure>`
}

function requestsHtml(requests: CollectedRequests): string {
  const { rows, total, failed, cancelled, warmup } = requests
  const sampled =
    rows.length < total
      ? `${rows.length.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} requests are listed: a random sample, with up to a fifth of the list kept for failures. The distributions above are of all of them.`
      : `All ${total.toLocaleString('en-US')} measured requests are listed.`
  const counts = `${sampled} ${failed.toLocaleString('en-US')} failed${cancelled > 0 ? `; ${cancelled.toLocaleString('en-US')} were cut off by the run itself` : ''}${warmup > 0 ? `; ${warmup.toLocaleString('en-US')} warm-up requests are left out` : ''}.`
  return `<p class="note">${counts}</p><div id="request-table"></div><div id="request-detail" aria-live="polite"></div>`
}

function codeHtml(text: string, label = 'Command'): string {
  const lines = text.split(/\r?\n/).map((line) => escapeHtml(line))
  return `<pre tabindex="0" aria-label="${label}"><code>${lines.join('\n')}</code></pre>`
}
