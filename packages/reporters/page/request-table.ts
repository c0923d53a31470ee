import { element } from './element.js'
import type { PageRequest } from './requests.js'

type Column = {
  readonly label: string
  readonly numeric: boolean
  readonly value: (request: PageRequest) => number | string | null
  readonly digits?: number
}

const columns: readonly Column[] = [
  { label: 'Request', numeric: false, value: (each) => each.id },
  { label: 'Workload', numeric: false, value: (each) => each.workload },
  { label: 'Start s', numeric: true, digits: 3, value: (each) => each.start / 1000 },
  { label: 'Waited ms', numeric: true, digits: 2, value: (each) => -each.scheduled },
  { label: 'TTFT ms', numeric: true, digits: 2, value: (each) => each.ttft },
  { label: 'TBT ms', numeric: true, digits: 2, value: (each) => each.tbt },
  { label: 'E2E ms', numeric: true, digits: 2, value: (each) => each.e2e },
  { label: 'In', numeric: true, digits: 0, value: (each) => each.inputTokens },
  { label: 'Out', numeric: true, digits: 0, value: (each) => each.outputTokens },
  { label: 'Outcome', numeric: false, value: (each) => each.outcome },
]

/** Must equal the height of a row in the style sheet. */
const rowHeight = 30

/** Rows built beyond the visible ones, so that fast scrolling shows no gap. */
const spare = 12

/** A table that holds any number of requests and builds only the rows in view. */
export function createRequestTable(
  place: HTMLElement,
  requests: readonly PageRequest[],
  onChoose: (request: PageRequest) => void,
): void {
  let sortBy: { column: Column; descending: boolean } | null = null
  let shown: readonly PageRequest[] = requests
  let drawnFrom = -1

  const search = element('input', {
    type: 'search',
    id: 'request-search',
    placeholder: 'id, workload, error, flag',
    size: 26,
  })
  const workload = element('select', { id: 'request-workload' }, element('option', { value: '' }, 'all'))
  for (const name of new Set(requests.map((each) => each.workload)))
    workload.append(element('option', { value: name }, name))
  const failures = element('input', { type: 'checkbox', id: 'request-failures' })
  const count = element('output', { 'aria-live': 'polite', for: 'request-search request-workload request-failures' })
  const controls = element(
    'div',
    { class: 'controls' },
    element('label', { for: 'request-search' }, 'Filter '),
    search,
    element('label', { for: 'request-workload' }, 'Workload '),
    workload,
    element('label', {}, failures, ' failures only'),
    count,
  )

  const headers = columns.map((column) => {
    const button = element('button', { type: 'button' }, column.label)
    const cell = element('th', { scope: 'col', ...(column.numeric ? { class: 'number' } : {}) }, button)
    button.addEventListener('click', () => {
      const descending: boolean = sortBy?.column === column ? !sortBy.descending : column.numeric
      sortBy = { column, descending }
      headers.forEach((each) => each.removeAttribute('aria-sort'))
      cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
      update()
    })
    return cell
  })
  const body = element('tbody')
  const table = element('table', { class: 'requests' }, element('thead', {}, element('tr', {}, ...headers)), body)
  const scroller = element(
    'div',
    { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Table of requests' },
    table,
  )
  place.append(controls, scroller)

  const draw = () => {
    const first = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - spare)
    // A step of a few rows at a time keeps scrolling from rebuilding at every pixel.
    const from = first - (first % spare)
    if (from === drawnFrom) return
    drawnFrom = from
    const to = Math.min(shown.length, from + Math.ceil(scroller.clientHeight / rowHeight) + 3 * spare)
    const rows = shown.slice(from, to).map((request, at) => requestRow(request, { place: from + at, onChoose }))
    body.replaceChildren(gap(from), ...rows, gap(shown.length - to))
  }
  const update = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
    const kept = requests.filter(
      (each) =>
        (!failures.checked || each.failed) &&
        (workload.value === '' || each.workload === workload.value) &&
        words.every((word) => each.searched.includes(word)),
    )
    shown = sortBy ? sorted(kept, sortBy) : kept
    count.textContent = `${shown.length.toLocaleString('en-US')} of ${requests.length.toLocaleString('en-US')}`
    table.setAttribute('aria-rowcount', String(shown.length + 1))
    scroller.scrollTop = 0
    drawnFrom = -1
    draw()
  }
  scroller.addEventListener('scroll', draw, { passive: true })
  addEventListener('resize', () => {
    drawnFrom = -1
    draw()
  })
  for (const control of [search, workload, failures]) control.addEventListener('input', update)
  update()
}

function sorted(requests: readonly PageRequest[], by: { column: Column; descending: boolean }): PageRequest[] {
  const sign = by.descending ? -1 : 1
  return [...requests].sort((a, b) => {
    const left = by.column.value(a)
    const right = by.column.value(b)
    // What is not known stands last, whichever way the rest is turned.
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right)
    return sign * String(left).localeCompare(String(right), 'en', { numeric: true })
  })
}

function requestRow(
  request: PageRequest,
  options: { place: number; onChoose: (request: PageRequest) => void },
): HTMLTableRowElement {
  const button = element('button', { type: 'button', class: 'link' }, request.id)
  button.addEventListener('click', () => options.onChoose(request))
  const cells = columns.slice(1).map((column) => {
    const value = column.value(request)
    const text = typeof value === 'number' ? value.toFixed(column.digits ?? 0) : (value ?? '–')
    return element('td', column.numeric ? { class: 'number' } : {}, text)
  })
  const attributes = { 'aria-rowindex': options.place + 2, ...(request.failed ? { class: 'failed' } : {}) }
  return element('tr', attributes, element('th', { scope: 'row' }, button), ...cells)
}

/** An empty row as high as the rows that are not built. */
function gap(rows: number): HTMLTableRowElement {
  const row = element('tr', { 'aria-hidden': true, class: 'gap' })
  row.style.height = `${Math.max(0, rows) * rowHeight}px`
  return row
}
