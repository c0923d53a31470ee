import type { ReportDocument } from '../document/report-document.js'
import { cleanRows, hasValues } from '../plots/clean-rows.js'
import { compilePlot } from '../plots/compile-plot.js'
import type { Plot } from '../plots/define-plot.js'
import { look, type Theme } from '../plots/look.js'
import type { PlotRequest } from '../plots/plot-request.js'
import { plotNamed } from '../plots/plot-named.js'
import type { CollectedRequests } from '../requests/collect-requests.js'
import { requestPlots } from '../requests/request-plots.js'
import { packRequests } from './pack-requests.js'
import { packRows } from './pack-rows.js'
import { pageBody } from './page-body.js'
import type { PageChart, PagePayload } from './page-payload.js'
import { pageShell } from './page-shell.js'

export type HtmlReportInput = {
  readonly document: ReportDocument
  /** The requests behind it; without them the page has no request table. */
  readonly requests?: CollectedRequests | null
  /** Second line of the pictures of the requests. */
  readonly subtitle?: string
  /** What the page opens in; `null` follows the reader's system. @default null */
  readonly theme?: Theme | null
  /** Plots beside those of the package. @default [] */
  readonly plots?: readonly Plot[]
}

/**
 * The report as one HTML file: no network, no eval, and a policy inside that forbids both. Text, tables and the answer are
 * there without script; the script draws the charts and the request table.
 */
export async function htmlReport(input: HtmlReportInput): Promise<string> {
  const requests = input.requests ?? null
  const drawn = [...input.document.plots, ...(requests ? requestPlots(requests, input.subtitle ?? '') : [])].filter(
    (each) => hasValues(each.rows),
  )
  const payload: PagePayload = {
    charts: await Promise.all(drawn.map((each) => pageChart(each, input.plots))),
    requests: requests && requests.rows.length > 0 ? packRequests(requests.rows) : null,
  }
  return pageShell({
    title: input.document.title,
    theme: input.theme ?? null,
    body: pageBody({
      document: input.document,
      charts: drawn.map(({ plot, title }) => ({ title, description: plotNamed(plot, input.plots).description })),
      requests,
    }),
    payload,
    script: 'report-page',
  })
}

async function pageChart(request: PlotRequest, own?: readonly Plot[]): Promise<PageChart> {
  const themes = ['light', 'dark'] as const
  const specs = await Promise.all(themes.map((theme) => compilePlot(request, look(theme, true), own)))
  return { plot: request.plot, light: specs[0], dark: specs[1], rows: packRows(cleanRows(request.rows)) }
}
