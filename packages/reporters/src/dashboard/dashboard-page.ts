import { html } from '../html/markup.js'
import { pageShell } from '../html/page-shell.js'
import type { Theme } from '../plots/look.js'
import { plural } from '../text/plural.js'
import type { DashboardPayload, DashboardRow } from './dashboard-payload.js'
import { dashboardColumns } from './dashboard-rows.js'
import { knownColumns } from './known-columns.js'

export type DashboardOptions = {
  /** @default Benchmark results */
  readonly title?: string
  /** Figure that sorts the tables at first, the best on top. @default output_throughput_tps */
  readonly sortBy?: string
  /** @default that of the reader's system */
  readonly theme?: Theme | null
}

/**
 * Many results on one page that is a file: a tab for each scenario, tables that are sorted and filtered, and for what was measured several times
 * its history. It needs no server and loads nothing; without script the same rows stand in plain tables.
 */
export function dashboardPage(rows: readonly DashboardRow[], options: DashboardOptions = {}): string {
  const { title = 'Benchmark results', sortBy = 'output_throughput_tps', theme = null } = options
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))].sort()
  const shown = knownColumns(dashboardColumns, rows)
  const body = html`<main><h1>${title}</h1>
<p>${plural(rows.length, 'measurement')} of ${plural(scenarios.length, 'scenario')}. They were made apart, often under unequal loads: for a verdict on two engines use compare.</p>
<div id="dashboard"></div>
<div id="plain">${scenarios.map(
    (scenario) =>
      html`<section><h2>${scenario}</h2><div class="wide"><table><thead><tr><th>Entry</th><th>Model</th>${shown.map(
        ({ label }) => html`<th>${label}</th>`,
      )}<th>Errors</th><th>Date</th></tr></thead><tbody>${rows
        .filter((row) => row.scenario === scenario)
        .map(
          (row) =>
            html`<tr><td>${row.entry}${row.simulated ? ' (SIMULATED)' : ''}</td><td>${row.model}</td>${shown.map(
              ({ name }) => html`<td>${figureText(row.figures[name])}</td>`,
            )}<td>${row.errorRate === null ? '' : `${(100 * row.errorRate).toFixed(1)} %`}</td><td>${row.at?.slice(0, 10) ?? ''}</td></tr>`,
        )}</tbody></table></div></section>`,
  )}</div></main>`
  const payload: DashboardPayload = { columns: shown, rows, sortBy }
  return pageShell({ title, theme, body, payload, script: 'dashboard-page' })
}

function figureText(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : value.toPrecision(4)
}
