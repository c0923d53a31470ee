import type { DashboardPayload, DashboardRow } from '../src/dashboard/dashboard-payload.js'
import { cellOf, knownColumns } from '../src/dashboard/known-columns.js'
import { type SortState, sortedRows, toggledSort } from './dashboard-sort.js'
import { element } from './element.js'
import { createThemeButton } from './theme-button.js'

const text = document.getElementById('payload')?.textContent
const place = document.getElementById('dashboard')
if (text && place) start(JSON.parse(text) as DashboardPayload, place)

function start({ columns, rows, sortBy }: DashboardPayload, root: HTMLElement): void {
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))].sort()
  const all = [
    { name: 'entry', label: 'Entry', better: 'lower' as const },
    { name: 'model', label: 'Model', better: 'lower' as const },
    ...columns,
    { name: 'errorRate', label: 'Errors', better: 'lower' as const },
    { name: 'at', label: 'Date', better: 'higher' as const },
  ]
  const best = columns.find(({ name }) => name === sortBy) ?? columns[0]
  let scenario = scenarios[0] ?? ''
  let filter = ''
  let sort: SortState = { by: best?.name ?? 'entry', descending: best?.better === 'higher' }

  const tabs = element('div', { role: 'tablist', 'aria-label': 'Scenarios' })
  const box = element('input', {
    type: 'search',
    'aria-label': 'Filter',
    placeholder: 'Filter: entry, model, flag, file',
  })
  const panel = element('div', { role: 'tabpanel' })
  root.append(tabs, element('p', { class: 'filter' }, box), panel)
  box.addEventListener('input', () => {
    filter = box.value.toLowerCase()
    draw()
  })
  // The plain tables are for readers without script.
  document.getElementById('plain')?.remove()
  createThemeButton(draw)
  draw()

  function draw(): void {
    tabs.replaceChildren(
      ...scenarios.map((each) => {
        const tab = element('button', { type: 'button', role: 'tab', 'aria-selected': String(each === scenario) }, each)
        tab.addEventListener('click', () => {
          scenario = each
          draw()
        })
        return tab
      }),
    )
    const found = rows.filter((row) => row.scenario === scenario && matches(row, filter))
    panel.replaceChildren(table(found), ...histories(found))
  }

  function table(found: readonly DashboardRow[]): HTMLElement {
    // By the scenario rather than by what the filter leaves, so that no column jumps while one types.
    const heads = knownColumns(
      all,
      rows.filter((row) => row.scenario === scenario),
    )
    const head = element(
      'tr',
      {},
      ...heads.map((each) => {
        const button = element('button', { type: 'button' }, each.label)
        button.addEventListener('click', () => {
          sort = toggledSort(sort, each)
          draw()
        })
        const way = sort.by === each.name ? (sort.descending ? 'descending' : 'ascending') : 'none'
        return element('th', { 'aria-sort': way }, button)
      }),
    )
    const lines = sortedRows(found, sort).map((row) =>
      element(
        'tr',
        { title: [row.source, ...row.flags].join('\n') },
        ...heads.map(({ name }) => element('td', {}, cellText(row, name))),
      ),
    )
    const drawn = element('table', { class: 'sorted' }, element('thead', {}, head), element('tbody', {}, ...lines))
    return element('div', { class: 'wide' }, drawn)
  }

  /** What was measured several times, oldest first, with the change from each time to the next. */
  function histories(found: readonly DashboardRow[]): HTMLElement[] {
    const column = columns.find(({ name }) => name === sort.by) ?? best
    if (!column) return []
    const groups = new Map<string, DashboardRow[]>()
    for (const row of found) {
      const key = JSON.stringify([row.entry, row.model])
      groups.set(key, [...(groups.get(key) ?? []), row])
    }
    return [...groups.values()].flatMap((group) => {
      const known = group.filter((row) => row.at !== null && (row.figures[column.name] ?? null) !== null)
      if (known.length < 2) return []
      known.sort((a, b) => ((a.at as string) < (b.at as string) ? -1 : 1))
      const items = known.map((row, index) => {
        const value = row.figures[column.name] as number
        const before = known[index - 1]?.figures[column.name]
        const change = before
          ? ` (${value >= before ? '+' : ''}${((100 * (value - before)) / before).toFixed(1)} %)`
          : ''
        return element('li', {}, `${row.at?.slice(0, 16).replace('T', ' ')}: ${shown(value)}${change}`)
      })
      const first = known[0] as DashboardRow
      const title = `History of ${first.entry}${first.model ? `, ${first.model}` : ''}: ${column.label}`
      return [element('details', {}, element('summary', {}, title), element('ol', {}, ...items))]
    })
  }
}

function matches(row: DashboardRow, filter: string): boolean {
  return [row.entry, row.model ?? '', row.source, ...row.flags].some((each) => each.toLowerCase().includes(filter))
}

function cellText(row: DashboardRow, name: string): string {
  const value = cellOf(row, name)
  if (name === 'entry' && row.simulated) return `${row.entry} (SIMULATED)`
  if (name === 'errorRate' && row.errorRate !== null) return `${(100 * row.errorRate).toFixed(1)} %`
  if (name === 'at') return row.at?.slice(0, 10) ?? ''
  return typeof value === 'string' ? value : shown(value)
}

function shown(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : value.toPrecision(4)
}
