import {
  type BenchmarkSummary,
  benchmarkSummaryFile,
  type WorkloadSummary,
} from '@sagellm-benchmark/protocol-types/artifacts'
import { alertsOf } from '../document/flag-sentence.js'
import { headlines } from '../document/headlines.js'
import { intervalCell } from '../document/interval-text.js'
import type { Cell, Column, IntervalCell, ReportDocument, ReportTable } from '../document/report-document.js'
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
  const flags = Object.values(value.workloads).flatMap((each) => each.flags)
  const origin = value.schemaVersion === null ? ['python_original'] : []
  const [only, ...others] = Object.values(value.workloads)
  const subtitle = runSubtitle(value)
  return {
    title: 'Benchmark result',
    subtitle,
    answer: summaryAnswer(value),
    ...(only && others.length === 0 ? { headlines: headlines(only) } : {}),
    alerts: alertsOf([...origin, ...value.flags, ...flags, ...(value.simulated ? ['simulated'] : [])], value.notices),
    facts: runFacts(value),
    tables: [workloadTable(value)],
    environment: [],
    reproduce: value.command,
    plots: others.length > 0 ? [workloadPlot(value, subtitle)] : [],
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

const pictured = [
  { field: 'avgTtftMs', wire: 'avg_ttft_ms', panel: 'mean TTFT, ms' },
  { field: 'avgTbtMs', wire: 'avg_tbt_ms', panel: 'mean TBT, ms' },
  { field: 'outputThroughputTps', wire: 'output_throughput_tps', panel: 'output, tok/s' },
] as const

function workloadPlot({ workloads }: BenchmarkSummary, subtitle: string): PlotRequest {
  const rows = pictured.flatMap(({ field, wire, panel }) =>
    Object.entries(workloads).flatMap(([workload, each]) => {
      const { low = null, high = null } = each.intervals[wire] ?? {}
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
  { key: 'avg_ttft_ms', label: 'TTFT ms', kind: 'number', of: (_, row) => row.avgTtftMs },
  {
    key: 'avg_ttft_ms_interval',
    label: '95 % CI',
    kind: 'interval',
    of: (_, row) => plainInterval(row, 'avg_ttft_ms'),
  },
  { key: 'p99_ttft_ms', label: 'TTFT p99 ms', kind: 'number', of: (_, row) => row.p99TtftMs },
  { key: 'avg_tbt_ms', label: 'TBT ms', kind: 'number', of: (_, row) => row.avgTbtMs },
  { key: 'p99_tbt_ms', label: 'TBT p99 ms', kind: 'number', of: (_, row) => row.p99TbtMs },
  { key: 'avg_e2el_ms', label: 'E2E ms', kind: 'number', of: (_, row) => row.avgE2elMs },
  { key: 'avg_throughput_tps', label: 'tok/s per request', kind: 'number', of: (_, row) => row.avgThroughputTps },
  { key: 'output_throughput_tps', label: 'tok/s output', kind: 'number', of: (_, row) => row.outputThroughputTps },
  {
    key: 'output_throughput_tps_interval',
    label: '95 % CI',
    kind: 'interval',
    of: (_, row) => plainInterval(row, 'output_throughput_tps'),
  },
  { key: 'request_throughput_rps', label: 'req/s', kind: 'number', of: (_, row) => row.requestThroughputRps },
  { key: 'goodput_rps', label: 'goodput/s', kind: 'number', of: (_, row) => row.goodputRps },
  { key: 'error_rate', label: 'Errors', kind: 'share', of: (_, row) => row.errorRate },
  { key: 'flags', label: 'Flags', kind: 'text', of: (_, row) => row.flags.join(', ') || null },
]

/** Columns that only a newer file or a stated SLO fills are left out while all their cells are empty. */
const optional = new Set(
  ['avg_ttft_ms_interval', 'p99_ttft_ms', 'avg_tbt_ms', 'p99_tbt_ms', 'avg_e2el_ms'].concat([
    'output_throughput_tps',
    'output_throughput_tps_interval',
    'request_throughput_rps',
    'goodput_rps',
    'flags',
  ]),
)

function workloadTable(value: BenchmarkSummary): ReportTable {
  const entries = Object.entries(value.workloads)
  const filled = specs.filter(
    (spec) => !optional.has(spec.key) || entries.some(([name, row]) => spec.of(name, row) !== null),
  )
  const weak = entries.some(([, row]) => row.lowSample.includes('p99_ttft_ms'))
  return {
    title: 'Workloads',
    columns: filled,
    rows: entries.map(([name, row]) => filled.map((spec) => spec.of(name, row))),
    notes: [...intervalNotes(value), ...(weak ? [weakP99] : [])],
  }
}

const weakP99 = 'A p99 needs about 1,000 requests: with fewer it is close to the largest value seen.'

/** Without its method, which one note under the table tells for all. */
function plainInterval(row: WorkloadSummary, wire: string): IntervalCell | null {
  const interval = row.intervals[wire]
  return interval ? intervalCell({ ...interval, method: null }) : null
}

const methods = {
  rounds: 'Intervals (95 %) are over the statistics of rounds.',
  requests:
    'Intervals (95 %) are a bootstrap over requests: too narrow where requests affect each other; 5 or more rounds give better ones.',
} as const

function intervalNotes(value: BenchmarkSummary): string[] {
  const used = Object.values(value.workloads).map((row) => row.intervals.avg_ttft_ms?.method)
  return (['rounds', 'requests'] as const).filter((method) => used.includes(method)).map((method) => methods[method])
}
