import { type ComparisonFile, loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import { loadAlerts } from '../document/load-alerts.js'
import type { ReportTable } from '../document/report-document.js'
import { formatNumber } from '../text/format-number.js'

/** What was asked of every target beside what it came to; none in older files. */
export function reachedTables({ cells }: ComparisonFile): ReportTable[] {
  if (cells.length === 0) return []
  const columns = [
    { key: 'target', label: 'Target', kind: 'text' as const },
    { key: 'scenario', label: 'Scenario', kind: 'text' as const },
    { key: 'load', label: 'Load', kind: 'text' as const },
    { key: 'requests', label: 'Requests', kind: 'count' as const },
    { key: 'failed', label: 'Failed', kind: 'count' as const },
    { key: 'concurrency', label: 'In flight, mean', kind: 'number' as const },
    { key: 'asked_concurrency', label: 'asked', kind: 'number' as const },
    { key: 'rate_rps', label: 'Arrivals/s', kind: 'number' as const },
    { key: 'planned_rate_rps', label: 'as drawn', kind: 'number' as const },
    { key: 'asked_rate_rps', label: 'asked', kind: 'number' as const },
    { key: 'waited_share', label: 'Waited for a place', kind: 'share' as const },
    { key: 'prompt_tokens', label: 'Prompt tokens, mean', kind: 'number' as const },
    { key: 'asked_prompt_tokens', label: 'asked', kind: 'number' as const },
    { key: 'output_tokens', label: 'Output tokens, mean', kind: 'number' as const },
    { key: 'asked_output_tokens', label: 'asked', kind: 'number' as const },
  ]
  const rows = cells.map((each) => [
    each.target,
    each.scenario,
    loadLabel(each),
    each.requests,
    each.failed,
    each.reached?.concurrency ?? null,
    each.askedConcurrency,
    each.reached?.rateRps ?? null,
    each.reached?.plannedRateRps ?? null,
    each.askedRateRps,
    // Only a cap makes requests wait: without one the column is left out.
    each.reached?.waitedShare || null,
    each.promptTokens,
    each.askedPromptTokens,
    each.outputTokens,
    each.askedOutputTokens,
  ])
  const kept = columns.flatMap((_, at) => (rows.some((row) => row[at] !== null) ? [at] : []))
  return [
    {
      title: 'Load and lengths, asked and reached',
      columns: kept.map((at) => columns[at] as (typeof columns)[number]),
      rows: rows.map((row) => kept.map((at) => row[at] ?? null)),
      notes: [
        'In flight: mean over the rounds, outside of filling and draining. As drawn: the arrivals of this seed’s schedule, which a short round draws around the rate asked for.',
      ],
    },
  ]
}

/** A sentence for every cell whose load was not kept. */
export function reachedAlerts({ cells }: ComparisonFile): string[] {
  return loadAlerts(
    cells.map((each) => ({
      of: `${each.target}, ${each.scenario}, ${loadLabel(each)}`,
      loadNotKept: each.loadNotKept,
      countNotes: [],
    })),
  )
}

/** The reached load of each closed loop and each rate, in a few words; `null` where neither was compared. */
export function reachedText({ cells }: ComparisonFile): string | null {
  const places = new Map<string, string[]>()
  for (const each of cells) {
    const { concurrency = null, rateRps = null } = each.reached ?? {}
    const reached = each.askedConcurrency === null ? rateRps : concurrency
    if (each.batchSize !== null || reached === null) continue
    const what = each.askedConcurrency === null ? 'a second' : 'in flight'
    const place = `${each.scenario} ${loadLabel(each)} (${what})`
    places.set(place, [...(places.get(place) ?? []), `${each.target} ${formatNumber(reached, 2)}`])
  }
  return places.size === 0 ? null : [...places].map(([place, texts]) => `${place}: ${texts.join(', ')}`).join('; ')
}
