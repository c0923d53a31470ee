import type { PagePayload } from '../src/html/page-payload.js'
import { createCharts } from './charts.js'
import { unpackRequests } from './requests.js'
import { createRequestDetail } from './request-detail.js'
import { createRequestTable } from './request-table.js'
import { createThemeButton } from './theme-button.js'

const text = document.getElementById('payload')?.textContent
if (text) start(JSON.parse(text) as PagePayload)

function start(payload: PagePayload): void {
  const charts = createCharts(payload.charts)
  createThemeButton(() => charts.redraw())

  const table = document.getElementById('request-table')
  const detail = document.getElementById('request-detail')
  if (table && detail && payload.requests) {
    const requests = unpackRequests(payload.requests)
    const show = createRequestDetail(detail, requests, charts)
    createRequestTable(table, requests, show)
  }
  document.documentElement.dataset.ready = 'yes'
  performance.mark('interactive')
}
