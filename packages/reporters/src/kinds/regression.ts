import {
  type RegressionFile,
  type RegressionMetric,
  regressionFile,
  type RegressionSide,
} from '@sagellm-benchmark/protocol-types/comparison'
import { alertsOf } from '../document/flag-sentence.js'
import type { Cell, Column, Fact, ReportDocument, ReportTable } from '../document/report-document.js'
import { formatNumber } from '../text/format-number.js'
import { defineArtifactKind } from './define-artifact-kind.js'

export const regression = defineArtifactKind({
  name: 'regression',
  description: 'summary of perf-compare',
  recognises: (json) => 'overall_status' in json && 'critical_threshold_pct' in json,
  read: (json, source) => regressionFile.parse(json, source),
  document: regressionDocument,
})

function regressionDocument(value: RegressionFile): ReportDocument {
  const origin = value.schemaVersion === null ? ['python_original'] : []
  const moved = rowsTable(value)
  const facts: [string, string | null][] = [
    ['Thresholds', `warning above ${value.warningThresholdPct} %, critical above ${value.criticalThresholdPct} %`],
    ['Baseline', sideText(value.baseline)],
    ['Current', sideText(value.current)],
  ]
  return {
    title: 'Performance regression check',
    subtitle: [value.baseline?.createdAt?.slice(0, 10), value.current?.createdAt?.slice(0, 10)]
      .filter(Boolean)
      .join(' against '),
    answer: regressionAnswer(value),
    findings: [
      ...Object.entries(value.metrics).flatMap(([name, metric]) => finding(name, metric)),
      ...(value.rows.length > 0 && moved.rows.length === 0
        ? ['No single scenario is worse by more than a threshold.']
        : []),
    ],
    alerts: alertsOf([...origin, ...value.flags], value.notices),
    facts: facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : [])),
    tables: [metricsTable(value), ...(moved.rows.length > 0 ? [moved] : [])],
    environment: [],
    reproduce: null,
    plots: [],
  }
}

function regressionAnswer(value: RegressionFile): string {
  const named = (status: RegressionMetric['status']) =>
    Object.entries(value.metrics)
      .filter(([, metric]) => metric.status === status)
      .map(([name, { regressionPct }]) => `${name} ${worse(regressionPct)}`)
  if (value.overallStatus === 'critical') return `CRITICAL regression: ${named('critical').join(', ')}.`
  if (value.overallStatus === 'warning') return `Warning: ${named('warning').join(', ')}.`
  if (value.overallStatus === 'not_comparable') return 'NOT COMPARABLE: some metrics have no value on both sides.'
  if (value.overallStatus === 'acceptable') return `No regression above ${value.warningThresholdPct} %.`
  return `Status: ${value.overallStatus}.`
}

/** `12.0 % worse`: a word says the sign. */
function worse(pct: number | null): string {
  if (pct === null) return 'unknown'
  if (pct === 0) return 'none'
  return `${formatNumber(Math.abs(pct), 1)} % ${pct > 0 ? 'worse' : 'better'}`
}

function finding(name: string, { status, reason }: RegressionMetric): string[] {
  if (status === 'expected-change') return [`${name}: the change was announced and is not counted.`]
  return reason === null ? [] : [`${name}: ${reason}.`]
}

const columns: Column[] = [
  { key: 'metric', label: 'Metric', kind: 'text' },
  { key: 'baseline', label: 'Baseline', kind: 'number' },
  { key: 'current', label: 'Current', kind: 'number' },
  { key: 'change', label: 'Change', kind: 'text' },
  { key: 'worse_pct_95', label: '95 % CI', kind: 'interval' },
  { key: 'status', label: 'Status', kind: 'text' },
  { key: 'reason', label: 'Why', kind: 'text' },
]

function metricsTable(value: RegressionFile): ReportTable {
  return {
    title: 'Metrics',
    columns,
    rows: Object.entries(value.metrics).map(([name, metric]) => [name, ...cells(metric)]),
    notes: ['Means over the scenarios that both sides have; an error rate changes by percentage points.'],
    decimalsBy: 'row',
  }
}

/** What moved in single scenarios, worst first. */
function rowsTable(value: RegressionFile): ReportTable {
  const moved = value.rows.flatMap(({ scenario, precision, metrics }) =>
    Object.entries(metrics)
      .filter(([, { status }]) => status === 'critical' || status === 'warning' || status === 'not_comparable')
      .map(([name, metric]) => ({ where: `${scenario} ${precision}`, name, metric })),
  )
  moved.sort((a, b) => (b.metric.regressionPct ?? Infinity) - (a.metric.regressionPct ?? Infinity))
  return {
    title: 'Scenarios beyond a threshold',
    columns: [{ key: 'scenario', label: 'Scenario', kind: 'text' }, ...columns],
    rows: moved.map(({ where, name, metric }) => [where, name, ...cells(metric)]),
    notes: [
      'For information only: the verdict rests on the means over all scenarios, because with many scenarios some differ by chance alone.',
    ],
    decimalsBy: 'row',
  }
}

/** The interval is in the words of the change it belongs to: of something better, how much better. */
function cells(metric: RegressionMetric): Cell[] {
  const { lowPct, highPct, regressionPct } = metric
  const better = (regressionPct ?? 0) < 0
  const [from, to] = better ? [negated(highPct), negated(lowPct)] : [lowPct, highPct]
  const interval =
    lowPct === null || highPct === null || from === null || to === null
      ? null
      : { low: lowPct, high: highPct, text: `${signed(from)} .. ${signed(to)} % ${better ? 'better' : 'worse'}` }
  return [metric.baseline, metric.current, worse(regressionPct), interval, metric.status, metric.reason]
}

function negated(pct: number | null): number | null {
  return pct === null ? null : -pct
}

function signed(pct: number): string {
  return formatNumber(pct, 1)
}

function sideText(side: RegressionSide | null): string | null {
  if (side === null) return null
  const parts = [side.createdAt, side.machine, side.toolVersion === null ? null : `version ${side.toolVersion}`]
  return parts.filter((each) => each !== null).join(', ') || null
}
