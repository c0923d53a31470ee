import { attainmentText } from '../document/attainment-text.js'
import { type MetricsFile, metricsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { loadText } from '@sagellm-benchmark/protocol-types/loads'
import { engineTables } from '../document/engine-table.js'
import { failureAlerts, failureTables, workloadFailures } from '../document/failures.js'
import { alertsOf } from '../document/flag-sentence.js'
import { errorBudgetTables } from '../document/error-budget.js'
import { precisionAlerts, precisionFacts } from '../document/precision-text.js'
import { loadAlerts, withoutLoadFlags } from '../document/load-alerts.js'
import { checkFindings, thresholdChecks } from '../document/threshold-text.js'
import { timePartsPlots, timePartsTables } from '../document/time-parts.js'
import { headlines } from '../document/headlines.js'
import { clientLine, runFigures, sampleTables } from '../document/metrics-tables.js'
import { countedIn, serverTables } from '../document/server-table.js'
import { replayAlerts, replayTables } from '../document/replay-table.js'
import { lengthTables } from '../document/length-table.js'
import type { Fact, ReportDocument, ReportTable } from '../document/report-document.js'
import { replicaTables, sessionTables } from '../document/session-tables.js'
import { runFacts, runSubtitle } from '../document/run-facts.js'
import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'
import { fillOriginalMetrics } from './original-metrics.js'

export const metrics = defineArtifactKind({
  name: 'metrics',
  description: '<name>_metrics.json of run',
  recognises: (json) => typeof json.metrics === 'object' && !('entry_id' in json) && !('kind' in json),
  read(json, source) {
    const file = json as Record<string, unknown>
    const original = (file.schema_version ?? null) === null
    const read = metricsFile.parse(original ? { ...file, metrics: fillOriginalMetrics(file.metrics) } : file, source)
    return read.workload === null ? { ...read, workload: nameFrom(source) } : read
  },
  document: metricsDocument,
})

function loadFact({ load, metrics: { sessions } }: MetricsFile): Fact[] {
  return load ? [{ label: 'Load', value: loadText(load, { ofSessions: sessions !== null }) }] : []
}

/** One workload in full. */
function metricsDocument(value: MetricsFile): ReportDocument {
  const figures = runFigures(value.metrics)
  const client = clientLine(value.metrics)
  const failures = [workloadFailures(value.workload ?? 'this workload', value.metrics)]
  const load = [{ of: value.workload ?? 'this workload', ...value.metrics }]
  const checks = thresholdChecks(load)
  const flags = [...withoutLoadFlags(value.metrics), ...(value.simulated ? ['simulated'] : [])]
  return {
    title: `Workload ${value.workload ?? 'result'}`,
    subtitle: runSubtitle(value),
    answer: metricsAnswer(value),
    headlines: headlines(value.metrics),
    ...(checks.length > 0 ? { checks, findings: checkFindings(checks) } : {}),
    alerts: [
      ...failureAlerts(failures),
      ...loadAlerts(load),
      ...replayAlerts(load),
      ...precisionAlerts(load),
      ...alertsOf(flags, value.notices),
    ],
    facts: [
      ...runFacts(value),
      ...loadFact(value),
      ...precisionFacts(value.metrics),
      ...figures,
      ...(client ? [{ label: 'Client', value: client }] : []),
    ],
    tables: [
      ...sampleTables(value.metrics, { latency: 'Latency', speed: 'Speed' }),
      ...replayTables(load),
      ...errorBudgetTables(value.metrics),
      ...engineTables([{ of: value.workload ?? 'this workload', ...value.metrics }], 'Workload'),
      ...serverTables([countedIn(value.workload ?? 'this workload', value.metrics)], 'Workload'),
      ...timePartsTables(load),
      ...sessionTables(load),
      ...replicaTables(load),
      ...lengthTables({ [value.workload ?? 'this workload']: value.metrics }),
      ...failureTables(failures),
      ...(value.contract ? [contractTable(value.contract)] : []),
    ],
    environment: [],
    reproduce: value.command,
    plots: timePartsPlots(load, runSubtitle(value)),
  }
}

function metricsAnswer({ metrics: m, workload, contract }: MetricsFile): string {
  const counted = m.successfulRequests + m.failedRequests
  if (counted === 0) return 'No request came to an end, so there is no result.'
  const success =
    m.failedRequests === 0
      ? `all ${plural(counted, 'request')} succeeded`
      : `${plural(m.failedRequests, 'request')} of ${counted} failed`
  const figures: Fact[] = [
    { label: 'mean TTFT', value: m.avgTtftMs === null ? '' : `${formatNumber(m.avgTtftMs)} ms` },
    { label: 'mean TBT', value: m.avgTbtMs === null ? '' : `${formatNumber(m.avgTbtMs)} ms` },
    { label: 'output', value: m.outputThroughputTps === null ? '' : `${formatNumber(m.outputThroughputTps)} tok/s` },
  ].filter((figure) => figure.value !== '')
  const held = contract ? [`contract ${contract.version} ${contract.passed ? 'holds' : 'does NOT hold'}`] : []
  const attainment = attainmentText(m)
  const text = [success, ...figures.map(({ label, value }) => `${label} ${value}`), ...held].join(', ')
  return `${workload ? `${workload}: ` : ''}${text}.${attainment ? ` ${attainment}.` : ''}`
}

function contractTable(contract: NonNullable<MetricsFile['contract']>): ReportTable {
  return {
    title: `Contract ${contract.version}`,
    columns: [
      { key: 'check', label: 'Check', kind: 'text' },
      { key: 'result', label: 'Result', kind: 'text' },
      { key: 'detail', label: 'Detail', kind: 'text' },
    ],
    rows: Object.entries(contract.checks).map(([check, held]) => {
      const detail = contract.details[check]
      return [check, held ? 'holds' : 'FAILS', typeof detail === 'string' ? detail : JSON.stringify(detail ?? null)]
    }),
    notes: [contract.summary],
  }
}

/** `out/Q1_metrics.json` is about Q1: the original says it only in the file's name. */
function nameFrom(source: string): string | null {
  return /([^/\\]+)_metrics\.json$/.exec(source)?.[1] ?? null
}
