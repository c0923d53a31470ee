import {
  type RegressionFile,
  type RegressionMetric,
  regressionFile,
  type RegressionSide,
} from '@sagellm-benchmark/protocol-types/comparison'
import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
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
      ...findingsOf(value.metrics),
      ...(judgedRows(value) && moved.rows.length === 0
        ? ['No single scenario is worse by more than a threshold.']
        : []),
    ],
    alerts: alertsOf([...origin, ...value.flags], value.notices).map((alert) => withSide(alert, value)),
    facts: facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : [])),
    tables: [metricsTable(value), ...(moved.rows.length > 0 ? [moved] : [])],
    environment: [],
    reproduce: null,
    plots: [],
  }
}

function regressionAnswer(value: RegressionFile): string {
  const namedIn = (metrics: RegressionFile['metrics'], status: RegressionMetric['status'], where = '') =>
    Object.entries(metrics)
      .filter(([, metric]) => metric.status === status)
      .map(([name, { regressionPct }]) => `${where}${name} ${worse(name, regressionPct)}`)
  const named = (status: RegressionMetric['status']) => namedIn(value.metrics, status)
  if (value.overallStatus === 'critical') {
    // The only scenario is the whole.
    const rows = value.rows.flatMap((row) =>
      value.rows.length === 1 && named('critical').length > 0
        ? []
        : namedIn(row.metrics, 'critical', `in ${rowName(row)} `),
    )
    return `CRITICAL regression: ${[...named('critical'), ...rows].join(', ')}.`
  }
  if (value.overallStatus === 'warning') return `Warning: ${named('warning').join(', ')}.`
  if (value.overallStatus === 'not_comparable') return whyNotComparable(value)
  if (value.overallStatus === 'acceptable') return noRegression(value)
  return `Status: ${value.overallStatus}.`
}

/** Also names the metrics whose interval reaches beyond the critical threshold, because a regression there is not ruled out. */
function noRegression({ metrics, warningThresholdPct, criticalThresholdPct }: RegressionFile): string {
  const open = Object.entries(metrics)
    .filter(
      ([, { status, highPct }]) => /acceptable|within_noise/.test(status) && (highPct ?? 0) > criticalThresholdPct,
    )
    .map(([name]) => name)
  const room = open.length > 0 ? `, but a critical one of ${open.join(', ')} could not be ruled out` : ''
  const unjudged = namesOf(metrics, 'withheld')
  const none = unjudged === '' ? '' : `; no verdict on ${unjudged}`
  return `No regression above ${warningThresholdPct} % was found${room}${none}.`
}

/** Some value of some scenario has a verdict. */
function judgedRows({ rows }: RegressionFile): boolean {
  return rows.some(({ metrics }) =>
    Object.values(metrics).some(({ status }) => !/withheld|not_comparable/.test(status)),
  )
}

/** The sentence of a flag begins with the side that it is about; a notice names its own. */
function withSide(alert: string, { baseline, current }: RegressionFile): string {
  const [before, after] = [baseline, current].map((side) => alertsOf(side?.flags ?? []).includes(alert))
  if (before && after) return `Both sides: ${alert}`
  return before ? `Baseline: ${alert}` : after ? `Current run: ${alert}` : alert
}

function whyNotComparable({ metrics, rows }: RegressionFile): string {
  const gone = namesOf(metrics, 'not_comparable')
  if (gone !== '') return `NOT COMPARABLE: not measured on both sides: ${gone}.`
  if (rows.length === 0) return 'NOT COMPARABLE: nothing was measured on both sides.'
  const judged = Object.values(metrics).some(({ status }) => status !== 'withheld')
  // The failures of a row are judged where its times are not.
  return `NOT COMPARABLE: nothing ${judged ? 'but the error rate ' : ''}could be judged; the notices say why.`
}

function namesOf(metrics: RegressionFile['metrics'], status: RegressionMetric['status']): string {
  return Object.entries(metrics)
    .flatMap(([name, metric]) => (metric.status === status ? [name] : []))
    .join(', ')
}

function rowName({ scenario, precision }: RegressionFile['rows'][number]): string {
  return `${scenario} ${precision}`
}

/** `12.0 % worse`: a word says the sign. */
function worse(name: string, pct: number | null): string {
  if (pct === null) return 'unknown'
  if (pct === 0) return 'none'
  return `${formatNumber(Math.abs(pct), 1)} ${unitOf(name)} ${pct > 0 ? 'worse' : 'better'}`
}

function unitOf(name: string): string {
  return figureNamed(name)?.metric.unit === 'share' ? 'percentage points' : '%'
}

/** Why a metric is judged as it is; metrics of one reason in one sentence. */
function findingsOf(metrics: RegressionFile['metrics']): string[] {
  const names = new Map<string, string[]>()
  for (const [name, metric] of Object.entries(metrics)) {
    const reason = findingOf(metric)
    if (reason !== null) names.set(reason, [...(names.get(reason) ?? []), name])
  }
  return [...names].map(([reason, own]) => `${own.join(', ')}: ${reason}.`)
}

function findingOf({ status, reason }: RegressionMetric): string | null {
  return status === 'expected-change' ? 'the change was announced and is not counted' : reason
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
    rows: Object.entries(value.metrics).map(([name, metric]) => [name, ...cells(name, metric)]),
    notes: [
      'Geometric means over the scenarios that both sides have: the change is that of the typical scenario, and the slowest does not decide alone. An error rate changes by percentage points.',
    ],
    decimalsBy: 'row',
  }
}

/** What moved in single scenarios, worst first. */
function rowsTable(value: RegressionFile): ReportTable {
  const moved = value.rows.flatMap((row) =>
    Object.entries(row.metrics)
      .filter(([, { status }]) => status === 'critical' || status === 'warning' || status === 'not_comparable')
      .map(([name, metric]) => ({ where: rowName(row), name, metric, flags: row.flags.join(', ') || null })),
  )
  moved.sort((a, b) => (b.metric.regressionPct ?? Infinity) - (a.metric.regressionPct ?? Infinity))
  return {
    title: 'Scenarios beyond a threshold',
    columns: [
      { key: 'scenario', label: 'Scenario', kind: 'text' },
      ...columns,
      { key: 'flags', label: 'Flags', kind: 'text' },
    ],
    rows: moved.map(({ where, name, metric, flags }) => [where, name, ...cells(name, metric), flags]),
    notes: [
      'One critical value here makes the check critical. Each is held against chance among all values of all scenarios (Holm), because with many of them some differ by chance alone.',
    ],
    decimalsBy: 'row',
  }
}

/** The interval is in the words of the change it belongs to: of something better, how much better. */
function cells(name: string, metric: RegressionMetric): Cell[] {
  const { lowPct, highPct, regressionPct } = metric
  const better = (regressionPct ?? 0) < 0
  const [from, to] = better ? [negated(highPct), negated(lowPct)] : [lowPct, highPct]
  const interval =
    lowPct === null || highPct === null || from === null || to === null
      ? null
      : {
          low: lowPct,
          high: highPct,
          text: `${signed(from)} .. ${signed(to)} ${unitOf(name)} ${better ? 'better' : 'worse'}`,
        }
  return [metric.baseline, metric.current, worse(name, regressionPct), interval, metric.status, metric.reason]
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
