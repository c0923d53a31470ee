import { plural } from '../text/plural.js'
import { formattedRows, isNumeric } from '../document/format-cell.js'
import type {
  Cell,
  Column,
  Fact,
  Headline,
  ReportDocument,
  ReportSection,
  ReportTable,
} from '../document/report-document.js'
import type { CollectedRequests } from '../requests/collect-requests.js'
import { html, type Markup, type MarkupValue } from './markup.js'

/** Characters beyond which a fact has a line of its own instead of a narrow cell of many lines. */
const LONG_FACT = 60

export type PageBodyInput = {
  readonly document: ReportDocument
  readonly charts: readonly { readonly title: string; readonly description: string }[]
  readonly requests: CollectedRequests | null
}

/** The page as a reader without script has it: everything but charts and single requests. */
export function pageBody({ document, charts, requests }: PageBodyInput): Markup {
  const sections: [id: string, title: string, content: Markup | null][] = [
    ['results', 'Results', resultsOf(document)],
    ['charts', 'Charts', charts.length === 0 ? null : html`${charts.map(chartOf)}`],
    ['requests', 'Requests', requests && requestsOf(requests)],
    ['environment', 'Environment', factsOf(document.environment)],
    ['reproduce', 'Reproduce', document.reproduce === null ? null : codeOf(document.reproduce)],
  ]
  const filled = sections.filter(([, , content]) => content !== null)
  return html`<header><nav aria-label="Sections">${filled.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav>
<button id="theme" type="button" hidden>Dark</button></header>
<main><h1>${document.title}</h1>
<p class="answer">${document.answer}</p>
${headlinesOf(document.headlines ?? [])}
${alertsOf(document.alerts)}
${findingsOf(document.findings ?? [])}
${factsOf(document.facts)}
${filled.map(
  ([id, title, content]) =>
    html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>\n`,
)}</main>`
}

function resultsOf({ tables, sections = [] }: ReportDocument): Markup | null {
  if (tables.length + sections.length === 0) return null
  const first = tables.slice(0, 1).map((table) => tableOf(table, { titled: false }))
  const rest = tables.slice(1).map((table) => tableOf(table, { titled: true }))
  return html`${[...first, ...sections.map(argumentOf), ...rest]}`
}

function argumentOf({ title, facts, tables, quote }: ReportSection): Markup {
  const sentences = facts.map(({ label, value }) => html`<p><strong>${label}.</strong> ${value}</p>`)
  const exhibits = tables.map((table) => tableOf(table, { titled: true }))
  return html`<article><h3>${title}</h3>${sentences}${exhibits}${quote === null ? null : codeOf(quote, 'Quoted lines')}</article>`
}

function alertsOf(alerts: readonly string[]): Markup | null {
  if (alerts.length === 0) return null
  return html`<ul class="alerts" aria-label="What to beware of">${alerts.map((alert) => html`<li>${alert}</li>`)}</ul>`
}

function headlinesOf(headlines: readonly Headline[]): Markup | null {
  if (headlines.length === 0) return null
  const items = headlines.map(({ label, value, trust }) => {
    const trusted = trust === null ? null : html`<dd class="trust">${trust}</dd>`
    return html`<div><dt>${label}</dt><dd>${value}</dd>${trusted}</div>`
  })
  return html`<dl class="headlines">${items}</dl>`
}

function findingsOf(findings: readonly string[]): Markup | null {
  return findings.length === 0 ? null : html`<ul>${findings.map((finding) => html`<li>${finding}</li>`)}</ul>`
}

function factsOf(facts: readonly Fact[]): Markup | null {
  if (facts.length === 0) return null
  const items = facts.map(({ label, value }) => {
    const long = value.length > LONG_FACT ? html` class="long"` : null
    return html`<div${long}><dt>${label}</dt><dd>${value}</dd></div>`
  })
  return html`<dl class="facts">${items}</dl>`
}

function tableOf(table: ReportTable, options: { titled: boolean }): Markup {
  const side = table.columns.map((column) =>
    isNumeric(column) ? html` class="number"` : column.kind === 'text' ? html` class="text"` : null,
  )
  const head = table.columns.map(({ label }, at) => {
    const shown = label === '' ? html`<span class="hidden">Metric</span>` : label
    return html`<th scope="col"${side[at] ?? null}>${shown}</th>`
  })
  const rows = formattedRows(table).map((row, line) => {
    const cells = row.map((text, at) => {
      const cell = cellOf(text, { column: table.columns[at], value: table.rows[line]?.[at] ?? null })
      return at === 0
        ? html`<th scope="row"${side[at] ?? null}>${cell}</th>`
        : html`<td${side[at] ?? null}>${cell}</td>`
    })
    return html`<tr>${cells}</tr>`
  })
  const title = options.titled ? html`<h3>${table.title}</h3>` : null
  const notes = (table.notes ?? []).map((note) => html`<p class="note">${note}</p>`)
  const grid = html`<table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`
  const wide = html`<div class="wide" tabindex="0" role="region" aria-label="${table.title}">${grid}</div>`
  return html`${title}${wide}${notes}${factsOf(table.facts ?? [])}`
}

type Barred = { readonly column: Column | undefined; readonly value: Cell }

/** The text of a cell; a share has a small bar before it, in a column that asks for one, that says the same. */
function cellOf(text: string, { column, value }: Barred): MarkupValue {
  if (column?.kind === 'text') return breakable(text)
  if (!column?.bar || typeof value !== 'number') return text
  return html`<meter min="0" max="1" value="${Math.min(1, Math.max(0, value))}" aria-hidden="true"></meter> ${text}`
}

/** Names such as flags may go on in the next line after an underscore. */
function breakable(text: string): MarkupValue {
  const [first = '', ...others] = text.split(/(?<=_)(?!_)/)
  return html`${first}${others.map((part) => html`<wbr>${part}`)}`
}

function chartOf({ title, description }: PageBodyInput['charts'][number], at: number): Markup {
  const chart = html`<div class="chart" id="chart-${at}" role="img" aria-label="${title}. ${description}."></div>`
  return html`<figure>${chart}<figcaption>${description}.</figcaption></figure>`
}

function requestsOf({ rows, total, failed, cancelled, warmup }: CollectedRequests): Markup {
  const number = (count: number) => count.toLocaleString('en-US')
  const listed =
    rows.length < total
      ? `${number(rows.length)} of ${number(total)} requests are listed: a random sample, with up to a fifth of the list kept for failures. The distributions above are of all of them.`
      : `All ${number(total)} measured requests are listed.`
  const cut = cancelled > 0 ? `; ${number(cancelled)} were cut off by the run itself` : ''
  const left = warmup > 0 ? `; ${plural(warmup, 'warm-up request')} left out` : ''
  const counts = `${listed} ${number(failed)} failed${cut}${left}.`
  return html`<p class="note">${counts}</p><div id="request-table"></div><div id="request-detail" aria-live="polite"></div>`
}

function codeOf(text: string, label = 'Command'): Markup {
  // Line by line: a line break in a text is made visible, one between two lines is meant.
  const lines = text.split(/\r?\n/).map((line, at) => html`${at === 0 ? null : html`\n`}${line}`)
  return html`<pre tabindex="0" aria-label="${label}"><code>${lines}</code></pre>`
}
