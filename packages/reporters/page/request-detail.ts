import type { Charts } from './charts.js'
import { element } from './element.js'
import type { PageRequest } from './requests.js'

/** Requests before and after the chosen one in its waterfall. */
const neighbours = 8

/** Shows one request: its times, what went wrong, and a waterfall among those that ran beside it. */
export function createRequestDetail(
  place: HTMLElement,
  requests: readonly PageRequest[],
  charts: Charts,
): (request: PageRequest) => void {
  return (request) => {
    const at = requests.indexOf(request)
    const around = requests.slice(Math.max(0, at - neighbours), at + neighbours + 1)
    const chart = element('div', { class: 'chart', role: 'img', 'aria-label': `Waterfall around ${request.id}` })
    const heading = element('h3', { tabindex: -1 }, request.id)
    place.replaceChildren(heading, facts(request), chart)
    charts.draw('request-waterfall', chart, { rows: waterfall(around), title: `${request.id} and those beside it` })
    heading.focus()
    place.scrollIntoView({ block: 'nearest' })
  }
}

function facts(request: PageRequest): HTMLElement {
  const ms = (value: number | null) => (value === null ? null : `${value.toFixed(2)} ms`)
  const entries: [string, string | null][] = [
    ['Workload', request.workload],
    ['Outcome', request.message ? `${request.outcome}: ${request.message}` : request.outcome],
    ['Waited in the client', ms(-request.scheduled)],
    ['Body sent after', ms(request.sent)],
    ['Headers after', ms(request.headers)],
    ['First token after', ms(request.first)],
    ['Last token after', ms(request.last)],
    ['End after', ms(request.end)],
    ['Time between tokens', ms(request.tbt)],
    ['Tokens in / out', `${request.inputTokens ?? '–'} / ${request.outputTokens ?? '–'}`],
    ['Flags', request.flags],
  ]
  const items = entries.flatMap(([label, value]) =>
    value === null ? [] : [element('div', {}, element('dt', {}, label), element('dd', {}, value))],
  )
  return element('dl', { class: 'facts' }, ...items)
}

function waterfall(requests: readonly PageRequest[]): object[] {
  const zero = Math.min(...requests.map((each) => each.start + each.scheduled))
  return requests.flatMap((each) => {
    const bar = (phase: string, from: number | null, to: number | null) =>
      from !== null && to !== null && to > from
        ? [{ request_id: each.id, phase, from_ms: each.start + from - zero, to_ms: each.start + to - zero }]
        : []
    const waiting = bar('waiting', each.scheduled, 0)
    if (each.failed || each.cutOff)
      return [...waiting, ...bar(each.failed ? 'failed' : 'cut off by the run', 0, each.end)]
    return [
      ...waiting,
      ...bar('to first token', 0, each.first ?? each.end),
      ...bar('decoding', each.first, each.last),
      ...bar('closing', each.last, each.end),
    ]
  })
}
