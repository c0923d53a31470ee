import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { packageFile } from '../assets/package-file.js'
import type { ReportDocument } from '../document/report-document.js'
import { cleanRows, compilePlot, hasValues } from '../plots/compile-plot.js'
import { look, type Theme } from '../plots/look.js'
import type { PlotRequest } from '../plots/plot-request.js'
import { plots } from '../plots/plots.js'
import type { CollectedRequests } from '../requests/collect-requests.js'
import { requestPlots } from '../requests/request-plots.js'
import { escapeHtml } from '../text/escape-html.js'
import { packRequests } from './pack-requests.js'
import { packRows } from './pack-rows.js'
import { pageBody } from './page-body.js'
import type { PageChart, PagePayload } from './page-payload.js'

export type HtmlReportInput = {
  readonly document: ReportDocument
  /** The requests behind it; without them the page has no request table. */
  readonly requests?: CollectedRequests | null
  /** Second line of the pictures of the requests. */
  readonly subtitle?: string
  /** What the page opens in; `null` follows the reader's system. @default null */
  readonly theme?: Theme | null
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
    charts: await Promise.all(drawn.map(pageChart)),
    requests: requests && requests.rows.length > 0 ? packRequests(requests.rows) : null,
  }
  const style = readFileSync(packageFile('assets', 'page', 'report-page.css'), 'utf8')
  const script = inlineScript(readFileSync(packageFile('dist', 'assets', 'report-page.global.js'), 'utf8'))
  const policy = [
    "default-src 'none'",
    `script-src '${sha256(script)}'`,
    `style-src '${sha256(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const theme = input.theme ? ` data-theme="${input.theme}"` : ''
  return [
    '<!doctype html>',
    `<html lang="en"${theme}><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(input.document.title)}</title>`,
    `<style>${style}</style></head>`,
    `<body>${pageBody({ document: input.document, charts: drawn.map(describe), requests })}`,
    `<script type="application/json" id="payload">${inlineJson(payload)}</script>`,
    `<script>${script}</script></body></html>`,
    '',
  ].join('\n')
}

async function pageChart(request: PlotRequest): Promise<PageChart> {
  const specs = await Promise.all((['light', 'dark'] as const).map((theme) => compilePlot(request, look(theme, true))))
  return { plot: request.plot, light: specs[0], dark: specs[1], rows: packRows(cleanRows(request.rows)) }
}

function describe(request: PlotRequest) {
  const plot = plots.find((each) => each.name === request.plot)
  return { title: request.title, description: plot?.description ?? '' }
}

/** JSON that cannot end its script element, whatever strings are in it. */
function inlineJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Our own script, with nothing in it that an HTML parser would stop at. */
function inlineScript(source: string): string {
  return source.replace(/<\/script/gi, '<\\/script').replaceAll('<!--', '\\x3c!--')
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
