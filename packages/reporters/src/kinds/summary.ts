import {
  type BenchmarkSummary,
  benchmarkSummaryFile,
  type WorkloadSummary,
} from '@sagellm-benchmark/protocol-types/artifacts'
import { type FigureName, figuresIn, type PlacedFigure } from '@sagellm-benchmark/protocol-types/metrics'
import { engineTables } from '../document/engine-table.js'
import { failureAlerts, failureTables, workloadFailures } from '../document/failures.js'
import { alertsOf } from '../document/flag-sentence.js'
import { figureColumn } from '../document/format-figure.js'
import { precisionAlerts, precisionFacts } from '../document/precision-text.js'
import { loadAlerts, withoutLoadFlags } from '../document/load-alerts.js'
import { checkFindings, thresholdChecks } from '../document/threshold-text.js'
import { timePartsPlots, timePartsTables } from '../document/time-parts.js'
import { headlines } from '../document/headlines.js'
import { intervalCell } from '../document/interval-text.js'
import type { Cell, Column, IntervalCell, ReportDocument, ReportTable } from '../document/report-document.js'
import { countedIn, serverTables } from '../document/server-table.js'
import { replayAlerts, replayTables } from '../document/replay-table.js'
import { lengthTables } from '../document/length-table.js'
import { replicaTables, sessionTables } from '../document/session-tables.js'
import { runFacts, runSubtitle } from '../document/run-facts.js'
import type { PlotRequest } from '../plots/plot-request.js'
import { formatNumber, formatShare } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'

export const summary = defineArtifactKind({
  name: 'summary',
  description: 'benchmark_summary.json of run',
  recognises: (json) => typeof json.workloads === 'object' && typeof json.overall === 'object',
  read: (json, source) => benchmarkSummaryFile.parse(json, source),
  document: summaryDocument,
})

/** A run of one or many workloads, on one page. */
export function summaryDocument(value: BenchmarkSummary): ReportDocument {
  const flags = Object.values(value.workloads).flatMap(withoutLoadFlags)
  const origin = value.schemaVersion === null ? ['python_original'] : []
  const [only, ...others] = Object.values(value.workloads)
  const subtitle = runSubtitle(value)
  const loads = Object.entries(value.workloads).map(([of, each]) => ({ of, ...each }))
  const counted = Object.entries(value.workloads).map(([name, each]) => countedIn(name, each))
  const checks = thresholdChecks(loads)
  const failures = Object.entries(value.workloads).map(([name, each]) => workloadFailures(name, each))
  return {
    title: 'Benchmark result',
    subtitle,
    answer: summaryAnswer(value),
    ...(only && others.length === 0 ? { headlines: headlines(only) } : {}),
    ...(checks.length > 0 ? { checks, findings: checkFindings(checks) } : {}),
    alerts: [
      ...failureAlerts(failures),
      ...loadAlerts(loads),
      ...replayAlerts(loads),
      ...precisionAlerts(loads),
      ...alertsOf([...origin, ...value.flags, ...flags, ...(value.simulated ? ['simulated'] : [])], value.notices),
    ],
    facts: [
      ...runFacts(value),
      ...loads.flatMap((each) => precisionFacts(each, others.length === 0 ? 'Precision' : `Precision of ${each.of}`)),
    ],
    tables: [
      workloadTable(value),
      ...replayTables(loads),
      ...timePartsTables(loads),
      ...engineTables(loads, 'Workload'),
      ...sessionTables(loads),
      ...replicaTables(loads),
      ...lengthTables(value.workloads),
      ...serverTables(counted, 'Workload'),
      ...failureTables(failures),
    ],
    environment: [],
    reproduce: value.command,
    plots: [...(others.length > 0 ? [workloadPlot(value, subtitle)] : []), ...timePartsPlots(loads, subtitle)],
  }
}

/** What came out, in one sentence: how many succeeded, the range of TTFT and of output throughput. */
function summaryAnswer(value: BenchmarkSummary): string {
  const { totalWorkloads, successfulRequests, failedRequests } = value.overall
  const counted = successfulRequests + failedRequests
  if (counted === 0) return 'No request came to an end, so there is no result.'

  const scope = totalWorkloads === 1 ? Object.keys(value.workloads)[0] : plural(totalWorkloads, 'workload')
  const success =
    failedRequests === 0
      ? `${scope}: all ${plural(counted, 'request')} succeeded`
      : `${scope}: ${plural(failedRequests, 'request')} of ${counted} failed (${formatShare(failedRequests / counted)})`
  const ttft = range(value, 'avgTtftMs', 'ms')
  const speed = range(value, 'outputThroughputTps', 'tok/s') ?? range(value, 'avgThroughputTps', 'tok/s')
  const figures = [ttft && `mean TTFT ${ttft}`, speed && `output ${speed}`].filter(Boolean)
  return figures.length > 0 ? `${success}; ${figures.join(', ')}.` : `${success}.`
}

function range(value: BenchmarkSummary, field: keyof WorkloadSummary, unit: string): string | null {
  const found = Object.entries(value.workloads)
    .flatMap(([name, each]) => (typeof each[field] === 'number' ? [{ name, at: each[field] }] : []))
    .sort((a, b) => a.at - b.at)
  const [low] = found
  const high = found.at(-1)
  if (!low || !high) return null
  if (low === high) return `${formatNumber(low.at)} ${unit}`
  if (formatNumber(low.at) === formatNumber(high.at)) return `${formatNumber(low.at)} ${unit}`
  return `${formatNumber(low.at)} (${low.name}) to ${formatNumber(high.at)} ${unit} (${high.name})`
}

function workloadPlot({ workloads }: BenchmarkSummary, subtitle: string): PlotRequest {
  const rows = figuresIn('plot').flatMap(({ field, name, label, metric }) =>
    Object.entries(workloads).flatMap(([workload, each]) => {
      const { low = null, high = null } = each.intervals[name] ?? {}
      const panel = `${label}, ${metric.unit}`
      return each[field] === null ? [] : [{ panel, workload, value: each[field], low, high }]
    }),
  )
  return { plot: 'workload-intervals', title: 'The workloads side by side', subtitle, rows }
}

type Spec = Column & { readonly of: (name: string, row: WorkloadSummary) => Cell }

const specs: Spec[] = [
  { key: 'workload', label: 'Workload', kind: 'text', of: (name) => name },
  { key: 'successful_requests', label: 'OK', kind: 'count', of: (_, row) => row.successfulRequests },
  { key: 'failed_requests', label: 'Failed', kind: 'count', of: (_, row) => row.failedRequests },
  ...figuresIn('table').flatMap(figureSpecs),
  { key: 'flags', label: 'Flags', kind: 'text', of: (_, row) => row.flags.join(', ') || null },
]

function figureSpecs(figure: PlacedFigure<'table'>): Spec[] {
  const { name, field } = figure
  const value: Spec = { ...figureColumn(figure), of: (_, row) => row[field] }
  if (!figuresIn('table_interval').some((each) => each.name === name)) return [value]
  const of: Spec['of'] = (_, row) => plainInterval(row, figure)
  return [value, { key: `${name}_interval`, label: '95 % CI', kind: 'interval', of }]
}

/** Columns of the Python original, which stand even where all their cells are empty. */
const originalFigures: readonly FigureName[] = ['avg_ttft_ms', 'avg_throughput_tps', 'error_rate']
const always: ReadonlySet<string> = new Set(['workload', 'successful_requests', 'failed_requests', ...originalFigures])

function workloadTable(value: BenchmarkSummary): ReportTable {
  const entries = Object.entries(value.workloads)
  const filled = specs.filter(
    (spec) => always.has(spec.key) || entries.some(([name, row]) => spec.of(name, row) !== null),
  )
  const skewed = entries.some(([, row]) =>
    Object.values(row.intervals).some(({ notes }) => notes?.includes('heavy_tail')),
  )
  const weak = entries.some(([, row]) => row.lowSample.includes('p99_ttft_ms' satisfies FigureName))
  return {
    title: 'Workloads',
    columns: filled,
    rows: entries.map(([name, row]) => filled.map((spec) => spec.of(name, row))),
    weak: entries.flatMap(([, row], line) =>
      filled.flatMap(({ key }, at) => (row.lowSample.includes(key) ? [[line, at] as const] : [])),
    ),
    notes: [...intervalNotes(value), ...(skewed ? [heavyTail] : []), ...(weak ? [weakP99] : [])],
  }
}

const heavyTail =
  'Below 30 requests, or where some take far longer than most, the interval of a mean may hold the truth less often than in 95 %.'

const weakP99 = '* A p99 needs about 1,000 requests: with fewer it is close to the largest value seen.'

/** Without its method, which one note under the table gives for all. */
function plainInterval(row: WorkloadSummary, { name, metric }: PlacedFigure<'table'>): IntervalCell | null {
  const interval = row.intervals[name]
  return interval ? intervalCell({ ...interval, method: null, notes: [] }, { unit: metric.unit }) : null
}

const methods = {
  rounds:
    'Intervals (95 %) are over the statistics of rounds, taken as independent: too narrow where a round resembles the one before it.',
  requests:
    "Intervals (95 %) are over requests: Student's t of a mean, too narrow where requests affect each other; 5 or more rounds give better ones.",
} as const

function intervalNotes(value: BenchmarkSummary): string[] {
  const used = Object.values(value.workloads).map((row) => row.intervals.avg_ttft_ms?.method)
  return (['rounds', 'requests'] as const).filter((method) => used.includes(method)).map((method) => methods[method])
}
