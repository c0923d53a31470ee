import { collectLive } from '../src/live/collect-live.js'
import type { LivePayload, LiveUpdate } from '../src/live/live-payload.js'
import type { LiveRequest } from '../src/live/live-request.js'
import { requestPlots } from '../src/requests/request-plots.js'
import { createLiveCharts } from './live-charts.js'
import { showFigures } from './live-figures.js'
import { element } from './element.js'
import { createThemeButton } from './theme-button.js'

/** Requests that the page keeps: beyond this the oldest go, so that a tab left open for a day stays small. */
const most = 10_000

/** ms between two drawings: often enough to watch, seldom enough to leave the processor to the run. */
const drawEvery = 1_000

const text = document.getElementById('payload')?.textContent
const place = document.getElementById('live-charts')
if (text && place) start(JSON.parse(text) as LivePayload, place)

function start(payload: LivePayload, place: HTMLElement): void {
  const charts = createLiveCharts(place)
  let requests: LiveRequest[] = []
  let seen = 0
  let changed = false

  const draw = () => {
    if (!changed || document.hidden) return
    changed = false
    charts.draw(requestPlots(collectLive(requests), payload.subtitle))
    const shown = document.getElementById('shown')
    if (shown && seen > requests.length)
      shown.textContent = `The newest ${requests.length.toLocaleString('en-US')} of ${seen.toLocaleString('en-US')} requests are drawn.`
  }
  createThemeButton(() => {
    changed = requests.length > 0
    draw()
  })

  const events = new EventSource('events')
  const timer = setInterval(draw, drawEvery)
  events.addEventListener('message', (event) => {
    const update = JSON.parse(String(event.data)) as LiveUpdate
    // A loop, not a spread: a first update can hold thousands.
    for (const request of update.requests) requests.push(request)
    seen += update.requests.length
    if (requests.length > most) requests = requests.slice(-most)
    changed ||= update.requests.length > 0
    showFigures(update.progress, requests)
    say(sentence(update))
    showAlerts(update.alerts)
    if (!update.ended) return
    // Without this the browser would ask the vanished server again and again.
    events.close()
    clearInterval(timer)
    draw()
    document.documentElement.dataset.ended = 'yes'
  })
  events.addEventListener('error', () => {
    if (document.documentElement.dataset.ended !== 'yes') say('The connection to the run is gone: it may have ended.')
  })
  document.addEventListener('visibilitychange', draw)
  document.documentElement.dataset.ready = 'yes'
}

function sentence({ progress, ended }: LiveUpdate): string {
  if (ended) return 'The run has ended; its files hold the full result.'
  const { workload, done, total, failed, cancelledByRun, inFlight } = progress
  if (workload === null) return 'Between two workloads.'
  const of = total === null ? '' : ` of ${total.toLocaleString('en-US')}`
  return `${workload}: ${done.toLocaleString('en-US')}${of} requests done, ${inFlight} in flight, ${failed} failed${cancelledByRun > 0 ? `, ${cancelledByRun} cut off by the run` : ''}.`
}

function showAlerts(alerts: readonly string[]): void {
  const list = document.getElementById('alerts')
  if (!list || list.dataset.shown === alerts.join('\n')) return
  list.dataset.shown = alerts.join('\n')
  list.hidden = alerts.length === 0
  list.replaceChildren(...alerts.map((alert) => element('li', {}, alert)))
}

function say(sentence: string): void {
  const state = document.getElementById('state')
  if (state && state.textContent !== sentence) state.textContent = sentence
}
