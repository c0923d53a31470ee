import { describe, expect, test } from 'vitest'
import { sortedRows, toggledSort } from '../../page/dashboard-sort.js'
import { readArtifact } from '../kinds/read-artifact.js'
import { originalArtifacts } from '../testing/original-artifacts.js'
import { ourArtifacts } from '../testing/our-artifacts.js'
import { hostile } from '../testing/some-metrics.js'
import { dashboardPage } from './dashboard-page.js'
import type { DashboardRow } from './dashboard-payload.js'
import { dashboardRows } from './dashboard-rows.js'
import { knownColumns } from './known-columns.js'

const rowsOf = ({ json, source }: { json: unknown; source: string }) => dashboardRows(readArtifact(json, source))
const named = (name: string) => rowsOf(ourArtifacts()[name] as never)

function aRow(more: Partial<DashboardRow> = {}): DashboardRow {
  return {
    scenario: 'Q1',
    entry: 'vllm',
    model: 'M',
    at: '2026-01-02T03:04:05Z',
    figures: { avg_ttft_ms: 20, output_throughput_tps: 100 },
    errorRate: 0,
    simulated: false,
    flags: [],
    source: 'a.json',
    ...more,
  }
}

describe('the rows of a dashboard', () => {
  test('are the workloads of a run, the rows of a measurement and the entries of a leaderboard', () => {
    expect(
      named('summary').map(({ scenario, figures }) => [scenario, figures['avg_ttft_ms'], figures['p99_e2el_ms']]),
    ).toEqual([
      ['Q1', 41.234, 902],
      ['Q5', 41.234, 902],
    ])
    expect(named('e2e_perf')).toHaveLength(8)
    expect(named('leaderboard_entries')[0]).toMatchObject({ scenario: 'Q1', figures: { avg_ttft_ms: 41.234 } })
    expect(named('validation')).toEqual([])
  })

  test('of files of the original have null where it says nothing', () => {
    for (const name of ['summary', 'metrics', 'e2e_perf', 'leaderboard_entries']) {
      const rows = rowsOf(originalArtifacts[name] as never)
      expect(rows.length).toBeGreaterThan(0)
      for (const { figures } of rows) expect(Object.values(figures)).not.toContain(undefined)
    }
  })
})

describe('the page', () => {
  test('is one file with its data, and says what it is without script', () => {
    const page = dashboardPage([aRow(), aRow({ scenario: 'Q5', figures: { avg_ttft_ms: null } })], { title: 'Ours' })
    expect(page).toContain('<h1>Ours</h1>')
    expect(page).toContain('<h2>Q5</h2>')
    expect(page).toMatch(/<td>vllm<\/td><td>M<\/td><td>20\.00<\/td>/)
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/(src|href)="/)
    expect(page).not.toMatch(/\bnull<|undefined<|NaN/)
  })

  test('shows no column under which no row says anything, and lets a wide table scroll in its own box', () => {
    const page = dashboardPage([aRow()]).replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
    expect(page).toContain('<p>1 measurement of 1 scenario.')
    expect([...page.matchAll(/<th>([^<]*)<\/th>/g)].map(([, head]) => head)).toHaveLength(6)
    expect(page).toContain('<div class="wide"><table>')
    const names = ['entry', 'model', 'avg_ttft_ms', 'avg_tbt_ms', 'errorRate', 'at'].map((name) => ({ name }))
    const rows = [aRow({ model: null, errorRate: null, figures: { avg_ttft_ms: 0, avg_tbt_ms: null } })]
    expect(knownColumns(names, rows).map(({ name }) => name)).toEqual(['entry', 'avg_ttft_ms', 'at'])
  })

  test('lets no hostile name through', () => {
    const text = dashboardPage([
      aRow({ entry: hostile, model: hostile, scenario: hostile, source: hostile, flags: [hostile] }),
    ])
    const outside = text.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
    expect(outside).not.toContain('<img')
    expect(text.match(/<\/script>/g)).toHaveLength(2)
  })
})

describe('sorting', () => {
  const values = [3, null, 1, 2].map((value) => aRow({ figures: { avg_ttft_ms: value } }))
  const sorted = (descending: boolean) =>
    sortedRows(values, { by: 'avg_ttft_ms', descending }).map(({ figures }) => figures['avg_ttft_ms'])

  test('leaves what is not known at the end, whichever way it goes', () => {
    expect(sorted(false)).toEqual([1, 2, 3, null])
    expect(sorted(true)).toEqual([3, 2, 1, null])
  })

  test('begins with the best: a latency upwards, a throughput downwards; the next click turns it', () => {
    const latency = { name: 'avg_ttft_ms', better: 'lower' } as const
    const first = toggledSort({ by: 'entry', descending: true }, latency)
    expect(first).toEqual({ by: 'avg_ttft_ms', descending: false })
    expect(toggledSort(first, latency).descending).toBe(true)
    expect(toggledSort(first, { name: 'output_throughput_tps', better: 'higher' }).descending).toBe(true)
  })
})
