import { type E2ePerfFile, type E2ePerfRow, e2ePerfFile } from '@sagellm-benchmark/protocol-types/performance'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { alertsOf } from '../document/flag-sentence.js'
import { intervalCell } from '../document/interval-text.js'
import { checkFindings, thresholdChecks } from '../document/threshold-text.js'
import { engineTables } from '../document/engine-table.js'
import { type Counted, serverTables } from '../document/server-table.js'
import type { Column, Fact, ReportDocument, ReportTable } from '../document/report-document.js'
import { dateText, runSubtitle } from '../document/run-facts.js'
import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'
import { e2ePlots } from './e2e-plots.js'

export const e2ePerf = defineArtifactKind({
  name: 'e2e_perf',
  description: 'perf_results.json of perf --type e2e, and <label>.json of compare',
  recognises: (json) => json.kind === 'e2e',
  read: (json, source) => e2ePerfFile.parse(json, source),
  document: e2eDocument,
})

function e2eDocument(value: E2ePerfFile): ReportDocument {
  const simulated = value.simulate === true || value.rows.some((row) => row.simulated === true)
  const origin = value.schemaVersion === null ? ['python_original'] : []
  const flags = [...origin, ...value.rows.flatMap((row) => row.flags), ...(simulated ? ['simulated'] : [])]
  const facts: [string, string | null | undefined][] = [
    ['Target', value.label && [value.label, value.url].filter(Boolean).join(', ')],
    ['Models', value.models.join(', ')],
    ['Batch sizes', value.batchSizes.join(', ')],
    ['Precisions', [...new Set(value.precisions.map(precisionAsked))].join(', ')],
    ['Seed', value.seed === null ? null : String(value.seed)],
    ['Date', value.createdAt && dateText(value.createdAt)],
  ]
  const identity = { model: value.models.join(', '), createdAt: value.createdAt, seed: value.seed }
  const unknown = { url: null, engine: null, engineVersion: null, precision: null }
  const target = value.label === undefined ? null : { label: value.label, kind: 'endpoint', ...unknown }
  const checks = thresholdChecks(value.rows.map((row) => ({ of: nameOf(row), thresholds: row.thresholds })))
  const subtitle = runSubtitle({ ...identity, target, simulated })
  return {
    title: value.label === undefined ? 'End-to-end benchmark' : `End-to-end benchmark of ${value.label}`,
    subtitle,
    answer: e2eAnswer(value),
    ...(checks.length > 0 ? { checks, findings: checkFindings(checks) } : {}),
    alerts: [...alertsOf(flags, value.notices), ...saturationAlerts(value.rows)],
    facts: facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : [])),
    tables: [
      e2eTable(value.rows),
      ...engineTables(
        value.rows.map((row) => ({ of: nameOf(row), ...row })),
        'Scenario',
      ),
      ...serverTables(countedIn(value), 'Scenario'),
    ],
    environment: [],
    reproduce: value.command,
    plots: e2ePlots(value.rows, subtitle),
  }
}

/** Row by row, and of a comparison's target over all of them. */
function countedIn({ rows, label, summary, serverCounters }: E2ePerfFile): Counted[] {
  const whole = { of: `all of ${label ?? 'them'}`, ttftMs: summary.avgTtftMs, serverCounters }
  const each = rows.map((row) => ({ of: nameOf(row), ttftMs: row.ttftMs, serverCounters: row.serverCounters }))
  return [...each, ...(serverCounters ? [whole] : [])]
}

function nameOf({ scenario, batchSize, load }: E2ePerfRow): string {
  return `${scenario} ${load ?? `batch ${batchSize}`}`
}

function e2eAnswer(value: E2ePerfFile): string {
  const measured = value.rows.filter((row) => figuresIn('row').some(({ metricField }) => row[metricField] !== null))
  const failed = value.rows.reduce((sum, row) => sum + (row.failedRequests ?? 0), 0)
  const failures = failed > 0 ? ` ${plural(failed, 'request')} failed.` : ''
  if (measured.length === 0) return `No scenario was measured.${failures}`
  const parts = [highestThroughput(measured), lowestTtft(measured)].filter((part) => part !== null)
  const figures = parts.length === 0 ? 'neither throughput nor TTFT is known' : parts.join(', ')
  return `${plural(value.rows.length, 'scenario')}: ${figures}.${failures}`
}

/** What the client was at its limit in: each reason once, with the scenarios that it holds for. */
function saturationAlerts(rows: readonly E2ePerfRow[]): string[] {
  const reasons = new Set(rows.flatMap(({ saturationReasons }) => saturationReasons))
  return [...reasons].map((reason) => {
    const names = rows.filter((row) => row.saturationReasons.includes(reason)).map(({ scenario }) => scenario)
    return `The client was at its limit in ${[...new Set(names)].join(', ')}: ${reason}.`
  })
}

function highestThroughput(rows: readonly E2ePerfRow[]): string | null {
  const speed = (row: E2ePerfRow) => row.outputThroughputTps ?? row.throughputTps
  const known = rows.filter((row) => speed(row) !== null)
  const [first] = known
  if (!first) return 'no throughput, because it is not known how many tokens came'
  const best = known.reduce((a, b) => ((speed(b) ?? 0) > (speed(a) ?? 0) ? b : a), first)
  const kind = best.outputThroughputTps === null ? 'per request' : 'output'
  return `highest ${kind} throughput ${formatNumber(speed(best))} tok/s (${best.scenario}, ${precisionText(best)})`
}

function lowestTtft(rows: readonly E2ePerfRow[]): string | null {
  const [first, ...others] = rows.filter(({ ttftMs }) => ttftMs !== null)
  if (!first) return null
  const fastest = others.reduce((a, b) => ((b.ttftMs as number) < (a.ttftMs as number) ? b : a), first)
  return `lowest TTFT ${formatNumber(fastest.ttftMs)} ms (${fastest.scenario})`
}

const withInterval = new Set<string>(figuresIn('table_interval').map(({ name }) => name))

const columns: Column[] = [
  { key: 'model', label: 'Model', kind: 'text' },
  { key: 'precision', label: 'Precision', kind: 'text' },
  { key: 'scenario', label: 'Scenario', kind: 'text' },
  { key: 'batch_size', label: 'Batch', kind: 'count' },
  { key: 'load', label: 'Load', kind: 'text' },
  { key: 'prompt_tokens', label: 'Prompt tok', kind: 'text' },
  { key: 'output_tokens', label: 'Output tok', kind: 'text' },
  ...figuresIn('row').flatMap(({ metric, heading, name }): Column[] => [
    { key: metric.wire, label: heading, kind: 'number' },
    ...(withInterval.has(name)
      ? [{ key: `${metric.wire}_interval_95`, label: '95 % CI', kind: 'interval' as const }]
      : []),
  ]),
  { key: 'latency_p50_ms', label: 'Latency p50 ms', kind: 'number' },
  { key: 'latency_p99_ms', label: 'p99 ms', kind: 'number' },
  { key: 'memory_mb', label: 'Memory MB', kind: 'number' },
  { key: 'mode', label: 'Mode', kind: 'text' },
]

/** Rows of an end-to-end measurement; what was clamped or substituted shows both sides. */
function e2eTable(rows: readonly E2ePerfRow[]): ReportTable {
  const cells = rows.map((row) => [
    both(row.model, row.effectiveModel),
    precisionText(row),
    row.scenario,
    row.batchSize,
    row.load,
    reached(row.requestedPromptTokens, row.promptTokens),
    reached(row.requestedOutputTokens, row.outputTokens),
    ...figuresIn('row').flatMap(({ name, metricField, metric }) => [
      row[metricField],
      ...(withInterval.has(name) ? [intervalCell(row.intervals[metric.wire], { unit: metric.unit })] : []),
    ]),
    row.latencyP50Ms,
    row.latencyP99Ms,
    row.memoryMb,
    row.simulated === true ? 'SIMULATED' : row.mode,
  ])
  const kept = columns.flatMap((_, at) => (cells.some((row) => row[at] !== null) ? [at] : []))
  return {
    title: 'Scenarios',
    columns: kept.map((at) => columns[at] as Column),
    rows: cells.map((row) => kept.map((at) => row[at] ?? null)),
    notes: [...new Set(rows.flatMap(({ memoryNote }) => memoryNote ?? []))].map((note) => `Memory: ${note}.`),
  }
}

/** A comparison takes a server at the precision it runs at; its rows say `live`, as the Python original wrote. */
function precisionText({ precision, effectivePrecision }: E2ePerfRow): string {
  return precision === 'live' ? (effectivePrecision ?? precisionAsked(precision)) : both(precision, effectivePrecision)
}

function precisionAsked(precision: string): string {
  return precision === 'live' ? 'as served' : precision
}

function both(asked: string, got: string | null): string {
  return got === null || got === asked ? asked : `${asked} (really ${got})`
}

/** A length that was reached, and the one that was asked for where it is another; what was asked for is never shown as reached. */
function reached(asked: number | null, got: number | null): string | null {
  if (asked === null || asked === got) return got === null ? null : String(got)
  return `${got ?? 'not known'} (asked ${asked})`
}
